package dev.towpath.schemas.provision;

import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.provision.PlannedTopic.Role;
import dev.towpath.schemas.provision.TopicSetting.Rule;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The topics that an installation needs. Pure data: nothing here talks to Kafka.
///
/// @param topics jobs, express, ledger, dead and history of each queue, the rungs of the ladder,
///     presence, control and audit
/// @param queues the names of the queues
/// @param names the names of the topics
public record TopicPlan(List<PlannedTopic> topics, List<String> queues, TopicNames names) {
    /// Brokers' own default is false, and some managed ones do not let anybody say so.
    static final String UNCLEAN = "unclean.leader.election.enable";

    static final String MIN_INSYNC = "min.insync.replicas";
    private static final String RETENTION_MS = "retention.ms";
    private static final String MAX_MESSAGE = "max.message.bytes";

    /// Kafka's own default (1 MiB and the head of a batch), said so that no broker has less.
    private static final int JOB_BYTES = (1 << 20) + 12;

    /// A dead letter is the job as it was and a header more.
    private static final int DEAD_BYTES = JOB_BYTES + (64 << 10);

    private static final int MOST_DEAD_PARTITIONS = 3;

    private static final int MOST_HISTORY_PARTITIONS = 2;

    private static final int MOST_DELAY_PARTITIONS = 2;

    private static final Duration PRESENCE_KEPT = Duration.ofHours(1);

    /// Above the least that Confluent Cloud takes (50 MiB), small enough that the part of a ledger
    /// that is never compacted stays small.
    private static final int LEDGER_SEGMENT_BYTES = 100 << 20;

    /// Confluent Cloud takes no less than 7 days in its smaller clusters.
    private static final Duration COMPACTION_LAG = Duration.ofDays(7);

    private static final Duration LEDGER_SEGMENT_TIME = Duration.ofDays(1);

    /// Longer than any dead letter is kept, so that what was done to it is known as long as it.
    private static final Duration AUDIT_RETENTION = Duration.ofDays(365);

    public TopicPlan {
        topics = List.copyOf(topics);
        queues = List.copyOf(queues);
    }

    /// The plan of a configuration.
    public static TopicPlan of(TowpathConfig config) {
        TopicNames names = config.topicNames();
        List<PlannedTopic> topics = new ArrayList<>();
        int replication = 1;
        int partitions = 1;
        for (Map.Entry<String, QueueConfig> queue : config.queues().entrySet()) {
            topics.add(jobs(Role.JOBS, names.jobs(queue.getKey()), queue.getValue()));
            topics.add(jobs(Role.EXPRESS, names.express(queue.getKey()), queue.getValue()));
            topics.add(ledger(names.ledger(queue.getKey()), queue.getValue()));
            topics.add(dead(names.dead(queue.getKey()), queue.getValue()));
            topics.add(history(names.history(queue.getKey()), queue.getValue()));
            replication = Math.max(replication, queue.getValue().replication());
            partitions = Math.max(partitions, queue.getValue().partitions());
        }
        for (Rung rung : Rung.values()) {
            topics.add(
                    delay(
                            names.delay(rung),
                            rung,
                            Math.min(partitions, MOST_DELAY_PARTITIONS),
                            replication));
        }
        topics.add(presence(names.presence(), replication));
        topics.add(control(names.control(), replication));
        topics.add(audit(names.audit(), replication));
        return new TopicPlan(topics, List.copyOf(config.queues().keySet()), names);
    }

    /// How many partitions Kafka stores for all topics, copies counted: what managed Kafka bills.
    public int bill() {
        return topics.stream().mapToInt(PlannedTopic::bill).sum();
    }

    /// Broker time, because retention goes by the records' time: a gateway whose clock is behind
    /// would have its jobs deleted early, one whose clock is an hour ahead would be refused.
    private static PlannedTopic jobs(Role role, String name, QueueConfig queue) {
        List<TopicSetting> settings = safe(queue.replication());
        settings.add(new TopicSetting("cleanup.policy", "delete", Rule.FIXED));
        settings.addAll(kept(queue.retention()));
        settings.add(new TopicSetting(MAX_MESSAGE, String.valueOf(JOB_BYTES), Rule.AT_LEAST));
        settings.add(brokerTime());
        return new PlannedTopic(name, role, queue.partitions(), queue.replication(), settings);
    }

    /// Compacted to the last mark of each job, and forgotten after a while: the marks need no
    /// tombstones, which a slow reader could miss.
    private static PlannedTopic ledger(String name, QueueConfig queue) {
        List<TopicSetting> settings = safe(queue.replication());
        settings.add(new TopicSetting("cleanup.policy", "compact,delete", Rule.FIXED));
        settings.addAll(kept(queue.ledgerRetention()));
        settings.add(brokerTime());
        settings.add(
                new TopicSetting(
                        "segment.bytes", String.valueOf(LEDGER_SEGMENT_BYTES), Rule.TUNING));
        settings.add(millis("segment.ms", LEDGER_SEGMENT_TIME, Rule.TUNING));
        settings.add(millis("max.compaction.lag.ms", COMPACTION_LAG, Rule.TUNING));
        // What was done before is read as long as repeats of it may come.
        settings.add(millis("min.compaction.lag.ms", LedgerLoader.REMEMBERED, Rule.AT_LEAST));
        return new PlannedTopic(
                name, Role.LEDGER, queue.partitions(), queue.replication(), settings);
    }

    private static PlannedTopic dead(String name, QueueConfig queue) {
        List<TopicSetting> settings = safe(queue.replication());
        settings.add(new TopicSetting("cleanup.policy", "delete", Rule.FIXED));
        settings.addAll(kept(queue.deadRetention()));
        settings.add(new TopicSetting(MAX_MESSAGE, String.valueOf(DEAD_BYTES), Rule.AT_LEAST));
        return new PlannedTopic(
                name,
                Role.DEAD,
                Math.min(queue.partitions(), MOST_DEAD_PARTITIONS),
                queue.replication(),
                settings);
    }

    /// As long as the jobs. Nothing depends on it, so a shorter one is no danger.
    private static PlannedTopic history(String name, QueueConfig queue) {
        List<TopicSetting> settings = safe(queue.replication());
        settings.add(new TopicSetting("cleanup.policy", "delete", Rule.FIXED));
        settings.add(millis(RETENTION_MS, queue.retention(), Rule.TUNING));
        settings.add(brokerTime());
        return new PlannedTopic(
                name,
                Role.HISTORY,
                Math.min(queue.partitions(), MOST_HISTORY_PARTITIONS),
                queue.replication(),
                settings);
    }

    /// Broker time, because a rung's jobs wait by it.
    private static PlannedTopic delay(String name, Rung rung, int partitions, int replication) {
        List<TopicSetting> settings = safe(replication);
        settings.add(new TopicSetting("cleanup.policy", "delete", Rule.FIXED));
        settings.addAll(kept(rung.retention()));
        settings.add(new TopicSetting(MAX_MESSAGE, String.valueOf(JOB_BYTES), Rule.AT_LEAST));
        settings.add(brokerTime());
        return new PlannedTopic(name, Role.DELAY, partitions, replication, settings);
    }

    private static PlannedTopic presence(String name, int replication) {
        List<TopicSetting> settings = safe(replication);
        settings.add(new TopicSetting("cleanup.policy", "compact,delete", Rule.FIXED));
        settings.add(millis(RETENTION_MS, PRESENCE_KEPT, Rule.AT_LEAST));
        settings.add(brokerTime());
        return new PlannedTopic(name, Role.PRESENCE, 1, replication, settings);
    }

    private static PlannedTopic control(String name, int replication) {
        List<TopicSetting> settings = safe(replication);
        settings.add(new TopicSetting("cleanup.policy", "compact", Rule.FIXED));
        settings.add(new TopicSetting(MAX_MESSAGE, String.valueOf(JOB_BYTES), Rule.AT_LEAST));
        return new PlannedTopic(name, Role.CONTROL, 1, replication, settings);
    }

    private static PlannedTopic audit(String name, int replication) {
        List<TopicSetting> settings = safe(replication);
        settings.add(new TopicSetting("cleanup.policy", "delete", Rule.FIXED));
        settings.addAll(kept(AUDIT_RETENTION));
        settings.add(new TopicSetting(MAX_MESSAGE, String.valueOf(JOB_BYTES), Rule.AT_LEAST));
        return new PlannedTopic(name, Role.AUDIT, 1, replication, settings);
    }

    /// What is acknowledged is on more than half of the copies, and no copy without it ever leads.
    private static List<TopicSetting> safe(int replication) {
        List<TopicSetting> settings = new ArrayList<>();
        settings.add(
                new TopicSetting(MIN_INSYNC, String.valueOf(replication / 2 + 1), Rule.AT_LEAST));
        settings.add(new TopicSetting(UNCLEAN, "false", Rule.EXACT));
        return settings;
    }

    /// Kept by time alone: a broker's default bound by size would delete earlier.
    private static List<TopicSetting> kept(Duration retention) {
        return List.of(
                millis(RETENTION_MS, retention, Rule.AT_LEAST),
                new TopicSetting("retention.bytes", "-1", Rule.AT_LEAST));
    }

    private static TopicSetting brokerTime() {
        return new TopicSetting("message.timestamp.type", "LogAppendTime", Rule.EXACT);
    }

    private static TopicSetting millis(String name, Duration time, Rule rule) {
        return new TopicSetting(name, String.valueOf(time.toMillis()), rule);
    }
}
