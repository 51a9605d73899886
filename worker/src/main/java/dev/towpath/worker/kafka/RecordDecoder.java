package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Tells what a record of a jobs topic is. Anybody may have written it: every part is bounded and
/// none is believed.
public final class RecordDecoder {
    private static final int MAX_HEADERS = 64;
    private static final int AVRO_HEAD = 10;

    private RecordDecoder() {}

    /// Decodes a record; never throws for what is in it.
    public static Arrival decode(QueuePartition place, ConsumerRecord<byte[], byte[]> record) {
        Header[] headers = record.headers().toArray();
        int bytes = RecordSize.held(record, headers);
        try {
            return submitted(place, record, headers, bytes);
        } catch (Unfit unfit) {
            return DeadLetters.fits(record)
                    ? new Arrival.Undecodable(
                            record.offset(), bytes, record, unfit.code, unfit.reason)
                    : new Arrival.Undecodable(
                            record.offset(), 0, Origin.place(record), unfit.code, unfit.reason);
        } catch (NewerFormatException e) {
            return new Arrival.Newer(
                    record.offset(), bytes, record, String.valueOf(e.getMessage()));
        }
    }

    private static Arrival submitted(
            QueuePartition place,
            ConsumerRecord<byte[], byte[]> record,
            Header[] headers,
            int bytes) {
        if (Math.max(record.serializedKeySize(), record.serializedValueSize())
                > BoundedBytes.MOST_A_RECORD) {
            throw new Unfit(
                    ErrorCode.RECORD_TOO_LARGE,
                    "expected a key and a value of at most "
                            + BoundedBytes.MOST_A_RECORD
                            + " bytes, got "
                            + record.serializedKeySize()
                            + " and "
                            + record.serializedValueSize());
        }
        if (headers.length > MAX_HEADERS) {
            throw new Unfit(
                    ErrorCode.HEADERS_MALFORMED,
                    "expected at most " + MAX_HEADERS + " headers, got " + headers.length);
        }
        byte[] cancel = null;
        byte[] envelopeBytes = null;
        byte[] id = null;
        byte[] type = null;
        byte[] contentType = null;
        for (Header header : headers) {
            switch (header.key()) {
                case Cancel.HEADER -> cancel = once(cancel, header);
                case EnvelopeCodec.HEADER -> envelopeBytes = once(envelopeBytes, header);
                case JobHeaders.ID -> id = once(id, header);
                case JobHeaders.TYPE -> type = once(type, header);
                case JobHeaders.CONTENT_TYPE -> contentType = once(contentType, header);
                default -> {}
            }
        }
        if (cancel != null) {
            byte[] here = here(place, id);
            return cancelling(record, bytes, JobId.highOf(here), JobId.lowOf(here), cancel);
        }
        if (envelopeBytes == null) {
            throw new Unfit(ErrorCode.ENVELOPE_MISSING, "it has no header 'towpath'");
        }
        JobEnvelope envelope;
        try {
            envelope = envelope(envelopeBytes);
        } catch (NewerFormatException newer) {
            // Whatever a newer version writes, it is a job of this place, and not a few bytes that
            // look like it: these would be held for ever.
            here(place, id);
            text(JobHeaders.TYPE, type, JobHeaders.MAX_TYPE_BYTES);
            throw newer;
        }
        byte[] here = here(place, id);
        String typeName = text(JobHeaders.TYPE, type, JobHeaders.MAX_TYPE_BYTES);
        byte[] value = record.value();
        if (value == null) {
            throw new Unfit(ErrorCode.VALUE_MISSING, "its value is null");
        }
        long schema = schema(text(JobHeaders.CONTENT_TYPE, contentType, 128), value);
        long lane = envelope.has(JobEnvelope.GROUPED) ? lane(envelope.client(), record.key()) : 0;
        return new Arrival.Submitted(
                record.offset(),
                bytes,
                record,
                JobId.highOf(here),
                JobId.lowOf(here),
                envelope,
                typeName,
                lane,
                schema);
    }

    private static Arrival cancelling(
            ConsumerRecord<byte[], byte[]> record, int bytes, long high, long low, byte[] header) {
        byte[] value = record.value();
        try {
            return new Arrival.Cancelling(
                    record.offset(),
                    bytes,
                    record,
                    high,
                    low,
                    Cancel.decode(header),
                    value == null || value.length == 0 ? null : MarkCodec.decode(value));
        } catch (MalformedException e) {
            throw new Unfit(
                    ErrorCode.CANCEL_MALFORMED,
                    "it is a cancel that cannot be read: " + e.getMessage());
        }
    }

    private static byte[] once(byte @Nullable [] before, Header header) {
        if (before != null) {
            throw new Unfit(
                    ErrorCode.HEADERS_MALFORMED, "header '" + header.key() + "' is there twice");
        }
        byte[] value = header.value();
        if (value == null) {
            throw new Unfit(
                    ErrorCode.HEADERS_MALFORMED, "header '" + header.key() + "' has no value");
        }
        return value;
    }

    private static String text(String header, byte @Nullable [] bytes, int maxBytes) {
        if (bytes == null || bytes.length == 0 || bytes.length > maxBytes) {
            throw new Unfit(
                    ErrorCode.HEADERS_MALFORMED,
                    "header '"
                            + header
                            + "': expected 1 to "
                            + maxBytes
                            + " bytes, got "
                            + (bytes == null ? "none" : bytes.length));
        }
        return Text.again(bytes, 0, bytes.length)
                .orElseThrow(
                        () ->
                                new Unfit(
                                        ErrorCode.HEADERS_MALFORMED,
                                        "header '" + header + "' is not UTF-8"));
    }

    private static JobEnvelope envelope(byte[] bytes) {
        try {
            return EnvelopeCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new Unfit(ErrorCode.ENVELOPE_MALFORMED, "header 'towpath': " + e.getMessage());
        }
    }

    /// The bytes of an id, when it is one of this place.
    private static byte[] here(QueuePartition place, byte @Nullable [] id) {
        if (id != null && JobId.isIn(place.queue(), place.partition(), id)) {
            return id;
        }
        String text = text(JobHeaders.ID, id, 128);
        throw JobId.parse(text)
                .map(
                        other ->
                                new Unfit(
                                        ErrorCode.WRONG_PLACE,
                                        "job "
                                                + other
                                                + " belongs into another partition than "
                                                + place))
                .orElseGet(
                        () ->
                                new Unfit(
                                        ErrorCode.HEADERS_MALFORMED,
                                        "header 'ce_id' is not a job id"));
    }

    private static long schema(String contentType, byte[] value) {
        if (contentType.equals(JobHeaders.JSON)) {
            return 0;
        }
        if (!contentType.equals(JobHeaders.AVRO)) {
            throw new Unfit(
                    ErrorCode.HEADERS_MALFORMED,
                    "header 'content-type': expected "
                            + JobHeaders.JSON
                            + " or "
                            + JobHeaders.AVRO
                            + ", got '"
                            + contentType
                            + "'");
        }
        if (value.length < AVRO_HEAD || value[0] != (byte) 0xc3 || value[1] != 1) {
            throw new Unfit(
                    ErrorCode.PAYLOAD_MALFORMED,
                    "the value does not begin as Avro single-object encoding does (c3 01)");
        }
        long fingerprint = 0;
        for (int i = AVRO_HEAD - 1; i >= 2; i--) {
            fingerprint = fingerprint << 8 | value[i] & 0xff;
        }
        return fingerprint;
    }

    /// A 64-bit FNV-1a hash of client and group, never 0. Two groups with one hash would only wait
    /// for each other.
    private static long lane(String client, byte @Nullable [] group) {
        if (group == null) {
            throw new Unfit(ErrorCode.HEADERS_MALFORMED, "it has a group but its key is null");
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < client.length(); i++) {
            hash = (hash ^ client.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ 0xffff) * 0x100000001b3L;
        for (byte b : group) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    /// A record that can never be a job.
    private static final class Unfit extends RuntimeException {
        final ErrorCode code;
        final String reason;

        Unfit(ErrorCode code, String reason) {
            super(reason, null, false, false);
            this.code = code;
            this.reason = reason;
        }
    }
}
