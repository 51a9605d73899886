package dev.towpath.gateway.ladder;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A job that has left its line and is not elsewhere yet: in a timer, or on its way to Kafka.
///
/// @param line where it came from
/// @param step what is done when it is elsewhere
/// @param id which also says where it is to go
/// @param due milliseconds since 1970 by the broker's clock
/// @param aside the rung on which it is put aside instead, because it cannot go where it should
/// @param from the record that it came as; its key and value go on as they are
/// @param headers the record's, with the due time in the envelope
/// @param bytes what it takes in memory
record Job(
        Line line,
        Line.Step step,
        JobId id,
        long due,
        Optional<Rung> aside,
        ConsumerRecord<byte[], byte[]> from,
        Headers headers,
        int bytes) {
    /// The same, put aside as it came.
    Job aside(Rung rung) {
        return new Job(line, step, id, due, Optional.of(rung), from, from.headers(), bytes);
    }

    ProducerRecord<byte[], byte[]> to(String topic, int partition) {
        return record(topic, partition);
    }

    /// To whatever partition the key is for.
    ProducerRecord<byte[], byte[]> to(String topic) {
        return record(topic, null);
    }

    private ProducerRecord<byte[], byte[]> record(String topic, @Nullable Integer partition) {
        return new ProducerRecord<>(
                topic, partition, System.currentTimeMillis(), from.key(), from.value(), headers);
    }

    /// Where it came from, as `topic-partition@offset`.
    String origin() {
        return from.topic() + "-" + from.partition() + "@" + from.offset();
    }
}
