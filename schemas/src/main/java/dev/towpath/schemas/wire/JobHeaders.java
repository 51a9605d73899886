package dev.towpath.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The names of a job record's headers: a CloudEvents 1.0 message in Kafka's binary content mode,
/// W3C trace context, and ours.
public final class JobHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACE_PARENT = "traceparent";

    /// The header of a dead letter that says why it died.
    public static final String DEAD = "towpath-dead";

    public static final String JSON = "application/json";
    public static final String AVRO = "application/avro";

    /// What a job type may be called, as a regular expression: 1 to 128 of `A-Z a-z 0-9 . _ -`,
    /// beginning with a letter or digit.
    public static final String TYPE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /// The longest job type, in bytes.
    public static final int MAX_TYPE_BYTES = 128;

    private static final byte[] ONE_ZERO = bytes("1.0");
    private static final byte[] JSON_BYTES = bytes(JSON);
    private static final byte[] AVRO_BYTES = bytes(AVRO);

    private JobHeaders() {}

    /// Adds all headers of a job.
    public static void write(
            Headers headers,
            String id,
            String source,
            byte[] type,
            boolean json,
            @Nullable String traceParent,
            JobEnvelope envelope) {
        headers.add(SPEC_VERSION, ONE_ZERO);
        headers.add(ID, bytes(id));
        headers.add(SOURCE, bytes(source));
        headers.add(TYPE, type);
        headers.add(TIME, bytes(Instant.ofEpochMilli(envelope.acceptedAt()).toString()));
        headers.add(CONTENT_TYPE, json ? JSON_BYTES : AVRO_BYTES);
        if (traceParent != null) {
            headers.add(TRACE_PARENT, bytes(traceParent));
        }
        headers.add(EnvelopeCodec.HEADER, EnvelopeCodec.encode(envelope));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
