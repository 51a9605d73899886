package dev.towpath.worker.handler;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import org.apache.avro.generic.GenericRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a payload becomes what a handler takes.
///
/// @param <T> what the handler takes
@FunctionalInterface
public interface Payload<T> {
    /// Reads a payload.
    ///
    /// @throws TowpathException PAYLOAD_UNREADABLE when it is not what was expected
    T read(JobPayload payload);

    /// The bytes as they are.
    static Payload<byte[]> bytes() {
        return JobPayload::bytes;
    }

    /// JSON as a tree; Avro in its plain JSON form.
    static Payload<JsonNode> json() {
        return JobPayload::json;
    }

    /// JSON as a record or class, by Jackson; Avro through its plain JSON form.
    static <T> Payload<T> json(Class<T> type) {
        JsonMapper mapper = JsonMapper.builder().build();
        return payload -> {
            try {
                return mapper.treeToValue(payload.json(), type);
            } catch (JacksonException e) {
                throw new TowpathException(
                        ErrorCode.PAYLOAD_UNREADABLE,
                        "the payload cannot be read as "
                                + type.getSimpleName()
                                + ": "
                                + e.getOriginalMessage(),
                        e);
            }
        };
    }

    /// Avro as a generic record of the schema that it was written with.
    static Payload<GenericRecord> avro() {
        return JobPayload::avro;
    }
}
