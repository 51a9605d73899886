package dev.towpath.testkit.broker;

import org.apache.kafka.common.TopicPartition;

/// Sees what a broker takes, when it does: as an observer with readers of his own would, but at
/// once.
public interface Witness {
    /// A record was appended.
    void appended(TopicPartition partition, Stored record);

    /// A transaction is decided as committed. Readers see it when the markers are written.
    void committed(Transaction transaction);
}
