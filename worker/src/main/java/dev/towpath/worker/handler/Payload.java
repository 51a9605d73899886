package dev.towpath.worker.handler;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
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
        return JobPayload::toJson;
    }

    /// JSON as a record or class, by Jackson; Avro through its plain JSON form.
    static <T> Payload<T> json(Class<T> type) {
        return payload -> {
            try {
                return Json.MAPPER.treeToValue(payload.toJson(), type);
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
        return payload -> {
            Schema schema = payload.schema();
            try {
                return new GenericDatumReader<GenericRecord>(schema)
                        .read(
                                null,
                                DecoderFactory.get()
                                        .binaryDecoder(
                                                payload.bytes(),
                                                JobPayload.AVRO_HEAD,
                                                payload.bytes().length - JobPayload.AVRO_HEAD,
                                                null));
            } catch (IOException | RuntimeException e) {
                throw new TowpathException(
                        ErrorCode.PAYLOAD_UNREADABLE,
                        "the payload is not " + schema.getFullName() + " in Avro: " + e,
                        e);
            }
        };
    }

    /// The one mapper of this package.
    final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder().build();

        private Json() {}
    }
}
