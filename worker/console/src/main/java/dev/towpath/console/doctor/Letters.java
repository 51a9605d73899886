package dev.towpath.console.doctor;

import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.filter.Filter;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The oldest dead letter of each queue that waits for somebody, against how long Kafka keeps it.
final class Letters implements Examination {
    private final Site site;

    Letters(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (Map.Entry<String, QueueConfig> queue : site.config().queues().entrySet()) {
            Duration kept = queue.getValue().deadRetention();
            if (!isAnyLate(queue.getKey(), kept)) {
                continue;
            }
            open(queue.getKey()).stream()
                    .min(Long::compare)
                    .map(site::since)
                    .filter(age -> Late.isLate(age, kept))
                    .ifPresent(age -> found.add(finding(queue.getKey(), age, kept)));
        }
        return found;
    }

    private Finding finding(String queue, Duration age, Duration kept) {
        Instant before = site.now().minus(kept.multipliedBy(4).dividedBy(5));
        return Finding.loses(
                "queue " + queue,
                "its dead letters dealt with within queues."
                        + queue
                        + ".deadRetention, "
                        + Units.text(kept),
                "the oldest that waits for somebody died "
                        + Rough.text(age)
                        + " ago; Kafka deletes it soon",
                "towpath dead list --queue " + queue + " --until " + before);
    }

    /// Whether the first letter is old: only then all of them must be read.
    private boolean isAnyLate(String queue, Duration kept) {
        List<ConsumerRecord<byte[], byte[]>> first = new ArrayList<>();
        String topic = site.topics().dead(queue);
        site.reader()
                .read(
                        topic,
                        Map.of(),
                        site.reader().ends(topic),
                        record -> {
                            first.add(record);
                            return false;
                        });
        return first.stream().anyMatch(record -> Late.isLate(site.since(record.timestamp()), kept));
    }

    /// When each letter that waits for somebody died.
    private List<Long> open(String queue) {
        DeadLetters letters =
                new DeadLetters(
                        site.reader(),
                        site.topics(),
                        List.of(queue),
                        Filter.EVERYTHING,
                        new TreeMap<>());
        List<Long> open = new ArrayList<>();
        for (Letter letter : letters.letters()) {
            if (letters.fate(letter) instanceof Fate.Open) {
                open.add(letter.why().diedAt());
            }
        }
        return open;
    }
}
