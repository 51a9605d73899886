package dev.towpath.schemas.payload;

import dev.towpath.schemas.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Writes and reads the value of a job's record: UTF-8 JSON, or Avro in single-object encoding
/// (Avro specification 1.12): C3 01, the fingerprint of the schema in 8 bytes, least significant
/// first, then the body. The two cannot be taken for each other, because C3 01 is not UTF-8.
public final class PayloadCodec {
    /// The longest value that is written, in bytes: a bound against defaults that make much out of
    /// little. Who takes payloads sets a lower one.
    public static final int MAX_BYTES = StrictJson.MAX_BYTES;

    private static final int HEADER_BYTES = 10;
    /// Knows its serializer, which a mapper looks up for each value anew.
    private static final ObjectWriter JSON = new JsonMapper().writerFor(JsonNode.class);

    private PayloadCodec() {}

    /// Finds a schema by its fingerprint.
    @FunctionalInterface
    public interface SchemaLookup {
        /// The schema; empty when none is known.
        Optional<Schema> find(long fingerprint);
    }

    /// Writes a payload.
    ///
    /// @return the bytes, or all problems that the payload has under the format's schema
    public static Checked<byte[]> encode(PayloadFormat format, JsonNode payload) {
        return switch (format) {
            case PayloadFormat.Json() -> new Checked.Good<>(JSON.writeValueAsBytes(payload));
            case PayloadFormat.Avro avro ->
                    switch (JsonToAvro.convert(avro.schema(), payload)) {
                        case Checked.Good<GenericRecord>(GenericRecord record) ->
                                encode(avro, record);
                        case Checked.Bad<GenericRecord>(List<Problem> problems, int more) ->
                                new Checked.Bad<>(problems, more);
                    };
        };
    }

    private static Checked<byte[]> encode(PayloadFormat.Avro format, GenericRecord record) {
        BoundedOutput out = new BoundedOutput(MAX_BYTES);
        byte[] header =
                ByteBuffer.allocate(HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0xC3)
                        .put((byte) 0x01)
                        .putLong(format.fingerprint())
                        .array();
        out.write(header, 0, header.length);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(format.schema(), JsonToAvro.DATA)
                    .write(record, encoder);
            encoder.flush();
        } catch (BoundedOutput.FullException e) {
            return Checked.bad(new Problem("", "at most " + MAX_BYTES + " bytes of Avro", "more"));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return new Checked.Good<>(out.toBytes());
    }

    /// The fingerprint that a value names; empty when it is not Avro in single-object encoding.
    public static OptionalLong fingerprintOf(byte[] value) {
        if (!isAvro(value)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2));
    }

    /// Whether a value begins as Avro in single-object encoding does; what does not is JSON or
    /// nothing of ours.
    public static boolean isAvro(byte[] value) {
        return value.length >= HEADER_BYTES && value[0] == (byte) 0xC3 && value[1] == (byte) 0x01;
    }

    /// Reads a value, whoever wrote it.
    public static DecodedPayload decode(byte[] value, SchemaLookup schemas) {
        OptionalLong fingerprint = fingerprintOf(value);
        if (fingerprint.isEmpty()) {
            return switch (StrictJson.read(value)) {
                case Checked.Good<JsonNode>(JsonNode json) -> new DecodedPayload.Json(json);
                case Checked.Bad<JsonNode>(List<Problem> problems, int more) ->
                        new DecodedPayload.Unreadable(problems.getFirst().line());
            };
        }
        Optional<Schema> schema = schemas.find(fingerprint.getAsLong());
        if (schema.isEmpty()) {
            return new DecodedPayload.UnknownSchema(fingerprint.getAsLong());
        }
        try {
            return new DecodedPayload.Avro(AvroReader.read(schema.get(), value, HEADER_BYTES));
        } catch (MalformedException e) {
            return new DecodedPayload.Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
