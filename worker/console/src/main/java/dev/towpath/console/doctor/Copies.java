package dev.towpath.console.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/// The copies of our partitions: whether each has a leader, and enough of them are in sync for
/// Kafka to take a record.
final class Copies implements Examination {
    private static final String MIN_INSYNC = "min.insync.replicas";

    private final Site site;

    Copies(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        Map<String, TopicDescription> topics = site.planned();
        Map<String, Integer> least = leastInSync(topics);
        List<Finding> found = new ArrayList<>();
        topics.forEach(
                (name, topic) ->
                        topic.partitions()
                                .forEach(
                                        partition ->
                                                judge(
                                                        name + "-" + partition.partition(),
                                                        partition,
                                                        least.getOrDefault(name, 1),
                                                        found)));
        return found;
    }

    /// @param least copies that must be in sync
    static void judge(
            String subject, TopicPartitionInfo partition, int least, List<Finding> found) {
        int copies = partition.replicas().size();
        int inSync = partition.isr().size();
        String brokers = "start the broker that holds the others";
        if (partition.leader() == null || partition.leader().isEmpty()) {
            found.add(
                    Finding.stalls(
                            subject,
                            "a broker that leads it",
                            "none: nothing is read or written",
                            brokers));
        } else if (inSync < least) {
            found.add(
                    Finding.stalls(
                            subject,
                            MIN_INSYNC + " of " + least + " copies in sync",
                            inSync + " of " + copies + ": nothing can be written",
                            copies < least
                                    ? "give it more copies with kafka-reassign-partitions, or set "
                                            + MIN_INSYNC
                                            + " to at most "
                                            + copies
                                    : brokers));
        } else if (inSync < copies) {
            found.add(
                    Finding.warns(
                            subject,
                            copies + " copies in sync",
                            inSync + "; it has less to fall back on",
                            brokers));
        }
    }

    private Map<String, Integer> leastInSync(Map<String, TopicDescription> topics) {
        List<ConfigResource> resources =
                topics.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<ConfigResource, Config> configs =
                site.ask(
                        "the settings of its topics",
                        site.admin().describeConfigs(resources).all());
        Map<String, Integer> least = new HashMap<>();
        configs.forEach(
                (resource, config) -> {
                    ConfigEntry entry = config.get(MIN_INSYNC);
                    if (entry != null && entry.value() != null) {
                        least.put(resource.name(), Integer.parseInt(entry.value()));
                    }
                });
        return least;
    }
}
