package dev.towpath.testkit.broker;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A record of a log.
///
/// @param timestamp milliseconds since 1970, of the append or of the producer as the topic has it
/// @param transaction null when it was written outside of one
@SuppressWarnings("ArrayRecordComponent") // as Kafka's own records have them; nobody writes to them
public record Stored(
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        @Nullable Transaction transaction) {
    /// Whether it was written outside of a transaction, or in one that is committed.
    public boolean isCommitted() {
        return transaction == null || transaction.isCommitted();
    }
}
