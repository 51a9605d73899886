package dev.towpath.console.doctor;

import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The oldest job of each partition that is not settled, against how long Kafka keeps it.
final class Backlogs implements Examination {
    private final Site site;

    Backlogs(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        SortedMap<String, SortedMap<Integer, Long>> committed =
                site.committed(site.topics().workerGroup());
        List<Finding> found = new ArrayList<>();
        for (Map.Entry<String, QueueConfig> queue : site.config().queues().entrySet()) {
            Duration kept = queue.getValue().retention();
            for (String topic :
                    List.of(
                            site.topics().jobs(queue.getKey()),
                            site.topics().express(queue.getKey()))) {
                SortedMap<Integer, Long> from = committed.getOrDefault(topic, new TreeMap<>());
                for (ConsumerRecord<byte[], byte[]> oldest : oldest(topic, from)) {
                    Duration age = site.since(oldest.timestamp());
                    if (Late.isLate(age, kept)) {
                        found.add(
                                Finding.loses(
                                        topic + "-" + oldest.partition(),
                                        "its oldest job settled before queues."
                                                + queue.getKey()
                                                + ".retention, "
                                                + Units.text(kept),
                                        "it waits for "
                                                + Rough.text(age)
                                                + " at offset "
                                                + oldest.offset()
                                                + "; Kafka deletes it soon",
                                        "raise queues."
                                                + queue.getKey()
                                                + ".retention and run `towpath topics apply`; then"
                                                + " see what holds it: towpath pause, the workers'"
                                                + " /readyz"));
                    }
                }
            }
        }
        return found;
    }

    /// The first record of each partition that is not settled.
    private List<ConsumerRecord<byte[], byte[]>> oldest(String topic, Map<Integer, Long> from) {
        List<ConsumerRecord<byte[], byte[]>> oldest = new ArrayList<>();
        site.reader()
                .read(
                        topic,
                        from,
                        site.reader().ends(topic),
                        record -> {
                            oldest.add(record);
                            return false;
                        });
        return oldest;
    }
}
