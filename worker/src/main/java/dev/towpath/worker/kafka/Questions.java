package dev.towpath.worker.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What an engine asks of Kafka before it opens a partition. Every question waits for its answer,
/// and fails with an [ExecutionException] when Kafka says no or nothing.
public interface Questions {
    /// The id that a topic has from its making to its deletion.
    String topicId(String topic) throws ExecutionException, InterruptedException;

    /// Each partition's lowest offset that is not deleted.
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException;

    /// The offset of each partition's next record, whether what is before it is committed or not.
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException;

    /// When the newest record was written, in milliseconds since 1970; -1 when there is none.
    long newest(TopicPartition partition) throws ExecutionException, InterruptedException;

    /// The offsets that the group has committed. One that was never committed has null; one on
    /// which a transaction is open, or that Kafka does not want to tell, is left out.
    Map<TopicPartition, OffsetAndMetadata> stableOffsets(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException;

    /// The ids of the members of the group.
    Set<String> members() throws ExecutionException, InterruptedException;

    /// The transactional ids whose transaction has not ended.
    Collection<String> openTransactions() throws ExecutionException, InterruptedException;

    /// Ends the transactions of these ids; whoever goes on with one fails.
    void fence(Collection<String> transactionalIds) throws ExecutionException, InterruptedException;
}
