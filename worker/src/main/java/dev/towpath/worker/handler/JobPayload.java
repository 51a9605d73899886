package dev.towpath.worker.handler;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.AvroToJson;
import dev.towpath.schemas.payload.DecodedPayload;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericRecord;
import tools.jackson.databind.JsonNode;

/// The payload of a job as it came: JSON text, or Avro in single-object encoding.
public final class JobPayload {
    private final byte[] bytes;
    private final PayloadCodec.SchemaLookup schemas;

    /// @param bytes as they were sent; not to be changed
    /// @param schemas finds the schemas that Avro payloads name
    public JobPayload(byte[] bytes, PayloadCodec.SchemaLookup schemas) {
        this.bytes = bytes;
        this.schemas = schemas;
    }

    /// The bytes as they were sent; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// The payload as JSON; Avro in its plain JSON form.
    ///
    /// @throws TowpathException PAYLOAD_UNREADABLE
    JsonNode json() {
        return switch (decoded()) {
            case DecodedPayload.Json(JsonNode json) -> json;
            case DecodedPayload.Avro(GenericRecord record) -> plain(record);
            case DecodedPayload.UnknownSchema unknown -> throw unknown(unknown);
            case DecodedPayload.Unreadable(String reason) -> throw unreadable(reason);
        };
    }

    /// The payload as a generic record.
    ///
    /// @throws TowpathException PAYLOAD_UNREADABLE when it is JSON, or cannot be read
    GenericRecord avro() {
        return switch (decoded()) {
            case DecodedPayload.Avro(GenericRecord record) -> record;
            case DecodedPayload.Json _ ->
                    throw unreadable(
                            "the handler takes Avro, but the payload is JSON: say `payload: avro` for"
                                    + " its type, or let the handler take JSON");
            case DecodedPayload.UnknownSchema unknown -> throw unknown(unknown);
            case DecodedPayload.Unreadable(String reason) -> throw unreadable(reason);
        };
    }

    private DecodedPayload decoded() {
        return PayloadCodec.decode(bytes, schemas);
    }

    private static JsonNode plain(GenericRecord record) {
        try {
            return AvroToJson.convert(record);
        } catch (AvroRuntimeException e) {
            throw unreadable("the record does not hold to its schema: " + e.getMessage());
        }
    }

    private static TowpathException unknown(DecodedPayload.UnknownSchema unknown) {
        return unreadable(
                "its schema " + PayloadFormat.hex(unknown.fingerprint()) + " is not known here");
    }

    private static TowpathException unreadable(String reason) {
        return new TowpathException(ErrorCode.PAYLOAD_UNREADABLE, reason);
    }
}
