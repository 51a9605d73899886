package dev.towpath.schemas.provision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/// Reads topics as Kafka has them.
final class TopicStates {
    private final KafkaCalls kafka;

    TopicStates(KafkaCalls kafka) {
        this.kafka = kafka;
    }

    /// The names of all topics that begin with this, sorted.
    NavigableSet<String> names(String prefix) {
        Collection<String> all =
                kafka.get(
                        "asked for its topics",
                        () ->
                                kafka.admin()
                                        .listTopics(new ListTopicsOptions().listInternal(true))
                                        .names());
        return all.stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The states of topics that are there, by name.
    Map<String, TopicState> read(Collection<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, TopicDescription> topics =
                kafka.get(
                        "asked what its topics are like",
                        () -> kafka.admin().describeTopics(names).allTopicNames());
        List<ConfigResource> resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<ConfigResource, Config> configs =
                kafka.get(
                        "asked for the settings of its topics",
                        () -> kafka.admin().describeConfigs(resources).all());
        Map<String, Map<String, String>> settings = new HashMap<>();
        configs.forEach((resource, config) -> settings.put(resource.name(), values(config)));
        Map<String, TopicState> states = new LinkedHashMap<>();
        topics.forEach(
                (name, topic) ->
                        states.put(
                                name,
                                new TopicState(
                                        name,
                                        topic.partitions().size(),
                                        copies(topic.partitions()),
                                        settings.getOrDefault(name, Map.of()))));
        return states;
    }

    private static int copies(List<TopicPartitionInfo> partitions) {
        return partitions.stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : new ArrayList<>(config.entries())) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }
}
