package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.kafka.Origin;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Records that the client cannot read, such as one that is corrupt or that decompresses to more
/// than fits into memory.
final class Unreadable {
    private Unreadable() {}

    /// The partition whose next record a poll could not read; null when the problem is another. The
    /// client says it in the text of its exception alone.
    static @Nullable TopicPartition partition(
            Throwable problem, Collection<TopicPartition> assigned) {
        String message = String.valueOf(problem.getMessage());
        for (TopicPartition partition : assigned) {
            if (message.contains(" from " + partition + ".")
                    || message.contains("partition " + partition + " at")) {
                return partition;
            }
        }
        return null;
    }

    /// What the core is told of it: that there is a record, and where.
    static Arrival at(TopicPartition partition, long offset, Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Arrival.Undecodable(
                offset,
                0,
                Origin.unreadable(partition.topic(), partition.partition(), offset),
                ErrorCode.RECORD_UNREADABLE,
                "Kafka's client cannot read it: " + root);
    }
}
