package dev.towpath.cli.topics;

import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All topics of an installation, as its configuration wants them.
final class TopicPlan {
    /// What a record has besides its payload: envelope, CloudEvents headers, key.
    private static final long ROOM_FOR_HEADERS = 64 << 10;

    /// A dead letter is the record whole, and why: its topic takes this much more.
    private static final long ROOM_FOR_REASON = 128 << 10;

    /// Records that nobody's gateway wrote may be as large as Kafka's own default allows.
    private static final long LEAST_MESSAGE_BYTES = 1 << 20;

    private static final int MOST_DEAD_PARTITIONS = 3;

    private TopicPlan() {}

    static List<TopicSpec> of(TowpathConfig config) {
        TopicNames names = config.topicNames();
        long largest =
                Math.max(LEAST_MESSAGE_BYTES, config.gateway().maxPayload() + ROOM_FOR_HEADERS);
        List<TopicSpec> plan = new ArrayList<>();
        config.queues()
                .forEach(
                        (name, queue) -> {
                            plan.add(jobs(names.jobs(name), queue, largest));
                            plan.add(ledger(names.ledger(name), queue));
                            plan.add(dead(names.dead(name), queue, largest + ROOM_FOR_REASON));
                        });
        plan.add(control(names.control(), replication(config.queues().values())));
        return List.copyOf(plan);
    }

    private static TopicSpec jobs(String name, QueueConfig queue, long largest) {
        SortedMap<String, String> settings = kept(queue.retention(), "delete");
        settings.put("max.message.bytes", Long.toString(largest));
        return spec(name, "jobs as they came", queue.partitions(), queue.replication(), settings);
    }

    private static TopicSpec ledger(String name, QueueConfig queue) {
        SortedMap<String, String> settings = kept(queue.ledgerRetention(), "compact,delete");
        settings.put("message.timestamp.type", "LogAppendTime");
        // The segment that is written to is never compacted: roll it before it grows old.
        settings.put("segment.ms", millis(Duration.ofHours(6)));
        settings.put("max.compaction.lag.ms", millis(Duration.ofDays(1)));
        return spec(name, "what became of them", queue.partitions(), queue.replication(), settings);
    }

    private static TopicSpec dead(String name, QueueConfig queue, long largest) {
        SortedMap<String, String> settings = kept(queue.deadRetention(), "delete");
        settings.put("max.message.bytes", Long.toString(largest));
        int partitions = Math.min(queue.partitions(), MOST_DEAD_PARTITIONS);
        return spec(name, "dead letters", partitions, queue.replication(), settings);
    }

    private static TopicSpec control(String name, int replication) {
        SortedMap<String, String> settings = new TreeMap<>(Map.of("cleanup.policy", "compact"));
        return spec(name, "payload schemas", 1, replication, settings);
    }

    private static TopicSpec spec(
            String name,
            String holds,
            int partitions,
            int replication,
            SortedMap<String, String> settings) {
        settings.put("min.insync.replicas", replication >= 3 ? "2" : "1");
        settings.put("unclean.leader.election.enable", "false");
        return new TopicSpec(name, holds, partitions, replication, settings);
    }

    private static SortedMap<String, String> kept(Duration retention, String cleanup) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("cleanup.policy", cleanup);
        settings.put("retention.ms", millis(retention));
        return settings;
    }

    private static int replication(Collection<QueueConfig> queues) {
        return queues.stream().mapToInt(QueueConfig::replication).max().orElse(1);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
