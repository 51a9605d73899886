package dev.towpath.worker.handler;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The payload of a job as it came: JSON text, or Avro with the schema that it was written with.
public final class JobPayload {
    /// The bytes before an Avro body: marker and fingerprint.
    static final int AVRO_HEAD = 10;

    private final byte[] bytes;
    private final @Nullable Schema schema;

    private JobPayload(byte[] bytes, @Nullable Schema schema) {
        this.bytes = bytes;
        this.schema = schema;
    }

    public static JobPayload json(byte[] bytes) {
        return new JobPayload(bytes, null);
    }

    /// @param bytes Avro single-object encoding
    public static JobPayload avro(byte[] bytes, Schema schema) {
        return new JobPayload(bytes, schema);
    }

    public byte[] bytes() {
        return bytes;
    }

    /// @throws TowpathException PAYLOAD_UNREADABLE when the payload is JSON
    Schema schema() {
        if (schema == null) {
            throw new TowpathException(
                    ErrorCode.PAYLOAD_UNREADABLE,
                    "the handler takes Avro, but the payload is JSON: say `payload: avro` for its type,"
                            + " or let the handler take JSON");
        }
        return schema;
    }

    JsonNode toJson() {
        try {
            return Payload.Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new TowpathException(
                    ErrorCode.PAYLOAD_UNREADABLE,
                    "the payload is not JSON: " + e.getOriginalMessage(),
                    e);
        }
    }
}
