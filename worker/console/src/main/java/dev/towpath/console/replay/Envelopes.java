package dev.towpath.console.replay;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Makes the record with which a job runs again: key, value and headers byte for byte, but for the
/// envelope, and without what the dead letter added.
///
/// When the job was accepted stays: the window of its dedup key belongs to the submission, and so
/// does `ce_time`. Attempts begin anew; the nonce is always the same for the same plan, job and
/// generation, so that a plan that is resumed recognises what it had sent.
final class Envelopes {
    /// The highest generation that an envelope can carry.
    static final int MAX_GENERATION = 4_000;

    private final TopicNames topics;
    private final String plan;

    Envelopes(TopicNames topics, String plan) {
        this.topics = topics;
        this.plan = plan;
    }

    /// @param edited the new payload and its checksum; null to leave it as it is
    ProducerRecord<byte[], byte[]> record(
            ConsumerRecord<byte[], byte[]> source,
            JobEnvelope before,
            Choice.Run run,
            boolean withoutExpiry,
            @Nullable Edited edited) {
        JobEnvelope envelope = envelope(before, run, withoutExpiry, edited);
        RecordHeaders headers = new RecordHeaders();
        for (Header header : source.headers()) {
            switch (header.key()) {
                case JobHeaders.DEAD -> {}
                case EnvelopeCodec.HEADER ->
                        headers.add(EnvelopeCodec.HEADER, EnvelopeCodec.encode(envelope));
                default -> headers.add(header);
            }
        }
        byte[] value = edited == null ? source.value() : edited.payload();
        return new ProducerRecord<>(
                topics.jobs(run.id().queue()), run.id().partition(), source.key(), value, headers);
    }

    private JobEnvelope envelope(
            JobEnvelope before, Choice.Run run, boolean withoutExpiry, @Nullable Edited edited) {
        int flags =
                before.flags()
                                & ~(JobEnvelope.OFF_LADDER
                                        | JobEnvelope.RELATIVE
                                        | JobEnvelope.DELAYED
                                        | JobEnvelope.FORCED)
                        | JobEnvelope.REPLAYED
                        | (run.forced() ? JobEnvelope.FORCED : 0);
        return new JobEnvelope(
                0,
                run.generation(),
                0,
                nonce(plan, run.id(), run.generation()),
                before.acceptedAt(),
                0,
                withoutExpiry ? 0 : before.expiresAt(),
                before.windowMillis(),
                edited == null ? before.checksum() : edited.checksum(),
                flags,
                before.client(),
                before.dedupKey(),
                before.batch(),
                before.tags(),
                before.deployment());
    }

    static long nonce(String plan, JobId id, int generation) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (plan + "\n" + id + "\n" + generation)
                                            .getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
