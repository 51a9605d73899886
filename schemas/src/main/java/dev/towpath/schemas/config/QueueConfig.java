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
        Bounds.check("queues.<queue>.partitions", partitions);
        Bounds.check("queues.<queue>.weight", weight);
        Bounds.check("queues.<queue>.replication", replication);
        Bounds.check("queues.<queue>.retention", retention);
        Bounds.check("queues.<queue>.ledgerRetention", ledgerRetention);
        Bounds.check("queues.<queue>.deadRetention", deadRetention);
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
        return new ConfigRecords(Settings.builtIn()).queue(ConfigKeys.BUILT_IN_QUEUE);
    }
}
