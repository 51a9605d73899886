package dev.towpath.worker.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Where a record lies, and the record itself unless it could not be read or kept.
public final class Origin {
    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestamp;
    private final @Nullable ConsumerRecord<byte[], byte[]> record;

    private Origin(
            String topic,
            int partition,
            long offset,
            long timestamp,
            @Nullable ConsumerRecord<byte[], byte[]> record) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
        this.record = record;
    }

    /// A record that cannot be read, by its place alone.
    public static Origin unreadable(String topic, int partition, long offset) {
        return new Origin(topic, partition, offset, 0, null);
    }

    /// Where a record lies, without the record: for one that takes too much memory to be kept.
    static Origin place(ConsumerRecord<byte[], byte[]> record) {
        return new Origin(
                record.topic(), record.partition(), record.offset(), record.timestamp(), null);
    }

    /// What an arrival carries as its source.
    @SuppressWarnings("unchecked")
    public static Origin of(Object source) {
        if (source instanceof Origin origin) {
            return origin;
        }
        ConsumerRecord<byte[], byte[]> record = (ConsumerRecord<byte[], byte[]>) source;
        return new Origin(
                record.topic(), record.partition(), record.offset(), record.timestamp(), record);
    }

    String topic() {
        return topic;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    long timestamp() {
        return timestamp;
    }

    public @Nullable ConsumerRecord<byte[], byte[]> record() {
        return record;
    }
}
