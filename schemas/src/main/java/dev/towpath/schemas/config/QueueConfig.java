package dev.towpath.schemas.config;

import java.time.Duration;

/// A queue: its topics and its share of the workers.
///
/// @param partitions the partitions of each of its topics; fixed for the queue's life
/// @param weight its share against other queues, when all have work
/// @param replication the copies that Kafka keeps of each partition
/// @param retention how long the jobs topic keeps a record
/// @param ledgerRetention how long the ledger remembers a job; at least `retention`
/// @param deadRetention how long a dead letter is kept
public record QueueConfig(
        int partitions,
        int weight,
        int replication,
        Duration retention,
        Duration ledgerRetention,
        Duration deadRetention) {
    public QueueConfig {
        Bounds.within("partitions", partitions, 1, 1000);
        Bounds.within("weight", weight, 1, 1000);
        Bounds.within("replication", replication, 1, 9);
        Bounds.positive("retention", retention);
        Bounds.positive("ledgerRetention", ledgerRetention);
        Bounds.positive("deadRetention", deadRetention);
        if (ledgerRetention.compareTo(retention) < 0) {
            throw new IllegalArgumentException(
                    "expected ledgerRetention of at least retention "
                            + retention
                            + ", got "
                            + ledgerRetention);
        }
    }

    /// The built-in values.
    public static QueueConfig defaults() {
        return new QueueConfig(
                6, 1, 3, Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30));
    }
}
