package dev.towpath.schemas.payload;

import org.apache.avro.generic.GenericRecord;
import tools.jackson.databind.JsonNode;

/// What came of reading a record's value.
public sealed interface DecodedPayload {
    /// It was JSON.
    record Json(JsonNode json) implements DecodedPayload {}

    /// It was Avro. Strings are [String], bytes are [java.nio.ByteBuffer], logical types are left
    /// as the numbers and bytes below them.
    record Avro(GenericRecord record) implements DecodedPayload {}

    /// It is Avro of a schema that is not known here, or not yet: to be kept until it is.
    record UnknownSchema(long fingerprint) implements DecodedPayload {}

    /// It can never be read. The reason is one sentence.
    record Unreadable(String reason) implements DecodedPayload {}
}
