package dev.towpath.gateway.ladder;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// What a record on a rung turns out to be.
sealed interface Reading {
    /// A job.
    ///
    /// @param due milliseconds since 1970 by the broker's clock
    /// @param headers the record's, with that due time in the envelope
    record Good(JobId id, long due, Headers headers) implements Reading {}

    /// A job by its id, with an envelope that cannot be read: for the worker to judge.
    record Broken(JobId id, ErrorCode code, String why) implements Reading {}

    /// A job of a later version of Towpath.
    record Newer(JobId id) implements Reading {}

    /// Nothing that names a job.
    record Foreign(ErrorCode code, String why) implements Reading {}

    /// The longest id that is looked at, in bytes.
    int MAX_ID_BYTES = 128;

    static Reading of(ConsumerRecord<byte[], byte[]> record) {
        Optional<JobId> id = id(record.headers());
        if (id.isEmpty()) {
            return new Foreign(
                    ErrorCode.HEADERS_MALFORMED,
                    "expected one header ce_id with a job's id, got none such");
        }
        byte[] bytes = only(record.headers(), EnvelopeCodec.HEADER);
        if (bytes == null) {
            return new Broken(
                    id.get(), ErrorCode.ENVELOPE_MISSING, "expected one header towpath, got none");
        }
        try {
            JobEnvelope envelope = EnvelopeCodec.decode(bytes);
            if (!envelope.has(JobEnvelope.RELATIVE)) {
                return new Good(id.get(), envelope.dueAt(), record.headers());
            }
            long due = Math.addExact(record.timestamp(), envelope.dueAt());
            return new Good(id.get(), due, with(record.headers(), envelope.dueAt(due)));
        } catch (NewerFormatException e) {
            return new Newer(id.get());
        } catch (MalformedException | ArithmeticException e) {
            return new Broken(id.get(), ErrorCode.ENVELOPE_MALFORMED, String.valueOf(e));
        }
    }

    private static Optional<JobId> id(Headers headers) {
        byte[] bytes = only(headers, JobHeaders.ID);
        return bytes == null || bytes.length > MAX_ID_BYTES
                ? Optional.empty()
                : JobId.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    /// The value of a header that is there once.
    private static byte @Nullable [] only(Headers headers, String name) {
        byte[] found = null;
        for (Header header : headers.headers(name)) {
            if (found != null) {
                return null;
            }
            found = header.value();
        }
        return found;
    }

    private static Headers with(Headers headers, JobEnvelope envelope) {
        Headers all = new RecordHeaders();
        for (Header header : headers) {
            if (header.key().equals(EnvelopeCodec.HEADER)) {
                all.add(EnvelopeCodec.HEADER, EnvelopeCodec.encode(envelope));
            } else {
                all.add(header);
            }
        }
        return all;
    }
}
