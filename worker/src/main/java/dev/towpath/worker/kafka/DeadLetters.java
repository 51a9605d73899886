package dev.towpath.worker.kafka;

import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Makes dead letters: key, value and headers of the record as they were, and one header that says
/// why and whence. A record that does not fit becomes a pointer to where it lies.
final class DeadLetters {
    /// The largest record that is copied whole, in bytes: what a jobs topic takes and the header
    /// more.
    static final int MAX_RECORD_BYTES = (1 << 20) + 48 * 1024;

    private static final int MAX_TRACE_BYTES = 4 * 1024;
    private static final int MAX_NAME_BYTES = 256;

    /// For the header that says why, and the heads of record and batch.
    private static final int HEADER_ROOM = 12 * 1024;

    private final TopicNames topics;
    private int maxBytes = MAX_RECORD_BYTES;

    DeadLetters(TopicNames topics) {
        this.topics = topics;
    }

    /// Whether a record is small enough to be copied whole into a topic as it is planned.
    static boolean fits(ConsumerRecord<byte[], byte[]> record) {
        return RecordSize.written(record) <= MAX_RECORD_BYTES - HEADER_ROOM;
    }

    /// Copies only smaller records whole from now on, because the broker refused one.
    void shrink() {
        maxBytes = Math.max(HEADER_ROOM, maxBytes / 2);
    }

    ProducerRecord<byte[], byte[]> of(
            Settlement.Settled settled, Verdict.Failed failed, String worker) {
        return letter(
                settled.place().queue(),
                settled.arrival().source(),
                failed,
                settled.mark().attempt(),
                settled.mark().generation(),
                settled.mark().settledAt(),
                worker);
    }

    ProducerRecord<byte[], byte[]> of(Settlement.Rejected rejected, long now, String worker) {
        return letter(
                rejected.place().queue(),
                rejected.arrival().source(),
                new Verdict.Failed(rejected.arrival().code(), rejected.arrival().reason(), "", ""),
                0,
                0,
                now,
                worker);
    }

    private ProducerRecord<byte[], byte[]> letter(
            String queue,
            Object source,
            Verdict.Failed failed,
            int attempts,
            int generation,
            long now,
            String worker) {
        Origin origin = Origin.of(source);
        ConsumerRecord<byte[], byte[]> record = origin.record();
        boolean pointer = record == null || RecordSize.written(record) > maxBytes - HEADER_ROOM;
        DeadLetter why =
                new DeadLetter(
                        failed.code().code(),
                        Text.cut(failed.reason(), MAX_TRACE_BYTES),
                        Text.cut(failed.error(), MAX_NAME_BYTES),
                        Text.cut(failed.trace(), MAX_TRACE_BYTES),
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        Math.max(0, origin.timestamp()),
                        attempts,
                        generation,
                        now,
                        Text.cut(worker, MAX_NAME_BYTES),
                        pointer);
        Headers headers = new RecordHeaders();
        byte[] key = null;
        byte[] value = null;
        if (record != null && !pointer) {
            key = record.key();
            value = record.value();
            for (Header header : record.headers()) {
                headers.add(header);
            }
        }
        headers.add(JobHeaders.DEAD, why.encode());
        return new ProducerRecord<>(topics.dead(queue), null, key, value, headers);
    }
}
