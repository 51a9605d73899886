package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.payload.AvroToJson;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.DecodedPayload;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.payload.StrictJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import tools.jackson.databind.JsonNode;

/// Payloads: what was taken reads back as it was submitted, and what was not says why.
final class Payloads {
    private static final PayloadFormat.Avro EVERYTHING =
            PayloadFormat.avro(
                    new Schema.Parser()
                            .parse(
                                    """
                                    {"type": "record", "name": "Everything", "fields": [
                                      {"name": "b", "type": "boolean", "default": false},
                                      {"name": "i", "type": "int", "default": 0},
                                      {"name": "l", "type": "long", "default": 0},
                                      {"name": "d", "type": "double", "default": 0},
                                      {"name": "s", "type": "string", "default": ""},
                                      {"name": "y", "type": "bytes", "default": ""},
                                      {"name": "e", "type": {"type": "enum", "name": "E",
                                        "symbols": ["A", "B"]}, "default": "A"},
                                      {"name": "x", "type": {"type": "fixed", "name": "X",
                                        "size": 2}, "default": "00"},
                                      {"name": "t", "type": {"type": "long",
                                        "logicalType": "timestamp-millis"}, "default": 0},
                                      {"name": "y2", "type": {"type": "int",
                                        "logicalType": "date"}, "default": 0},
                                      {"name": "m", "type": {"type": "bytes", "precision": 9,
                                        "scale": 2, "logicalType": "decimal"},
                                        "default": "\\u0000"},
                                      {"name": "o", "type": ["null", "string"], "default": null},
                                      {"name": "u", "type": ["null", "long", "string"],
                                        "default": null},
                                      {"name": "a", "type": {"type": "array", "items": "Everything"},
                                        "default": []},
                                      {"name": "n", "type": {"type": "array", "items": "null"},
                                        "default": []},
                                      {"name": "p", "type": {"type": "map", "values": "double"},
                                        "default": {}}]}
                                    """));

    private static final Pattern MORE_DIGITS_THAN_ARE_READ =
            Pattern.compile("\\d{" + StrictJson.MAX_NUMBER_LENGTH + "}");

    private Payloads() {}

    /// Any text as JSON, as canonical JSON, and as Avro of a schema with everything in it.
    static boolean json(byte[] input) {
        JsonNode json;
        switch (StrictJson.read(input)) {
            case Checked.Bad<JsonNode> bad -> {
                told(bad.problems());
                return false;
            }
            case Checked.Good<JsonNode>(JsonNode value) -> json = value;
        }
        JsonNode passedOn = read(good(PayloadCodec.encode(PayloadFormat.JSON, json)));
        assertThat(CanonicalJson.text(passedOn)).isEqualTo(CanonicalJson.text(json));
        String canonical = CanonicalJson.text(json);
        // Known: 75 digits that are just a double become 6.6e+74, and that is another number. A
        // whole number may have more digits than are read: this text is hashed and never read.
        if (!canonical.contains("e+") && !MORE_DIGITS_THAN_ARE_READ.matcher(canonical).find()) {
            JsonNode again = read(canonical.getBytes(StandardCharsets.UTF_8));
            assertThat(CanonicalJson.text(again)).isEqualTo(canonical);
            assertThat(CanonicalJson.checksum(again)).isEqualTo(CanonicalJson.checksum(json));
        }
        return switch (PayloadCodec.encode(EVERYTHING, json)) {
            case Checked.Bad<byte[]> bad -> {
                told(bad.problems());
                yield false;
            }
            case Checked.Good<byte[]>(byte[] value) -> {
                assertThat(readsBack(value, true)).isTrue();
                yield true;
            }
        };
    }

    /// Any bytes as the body of an Avro payload.
    static boolean avro(byte[] input) {
        byte[] value =
                ByteBuffer.allocate(10 + input.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0xC3)
                        .put((byte) 1)
                        .putLong(EVERYTHING.fingerprint())
                        .put(input)
                        .array();
        return readsBack(value, false);
    }

    /// Any text as a schema of the control topic, under its own fingerprint if it has one.
    static boolean schema(byte[] input) {
        SchemaStore store = new SchemaStore();
        assertThat(store.learn("schema/0123456789abcdef", input)).isPresent();
        Schema schema;
        try {
            schema = new Schema.Parser().parse(new String(input, StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            return false;
        }
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        Optional<String> leftOut = store.learn("schema/" + PayloadFormat.hex(fingerprint), input);
        assertThat(store.find(fingerprint).isEmpty()).isEqualTo(leftOut.isPresent());
        return leftOut.isEmpty();
    }

    /// Whether a payload can be read; then what is read, written again, is read as the same. Only
    /// of what came from JSON it is sure that it can be written again: a time of 25 hours cannot.
    private static boolean readsBack(byte[] value, boolean fromJson) {
        return switch (decode(value)) {
            case DecodedPayload.Unreadable(String reason) -> {
                assertThat(reason).isNotBlank();
                yield false;
            }
            case DecodedPayload.UnknownSchema _, DecodedPayload.Json _ ->
                    throw new AssertionError("it has the header of Avro and a known schema");
            case DecodedPayload.Avro(var record) -> {
                JsonNode json = AvroToJson.convert(record);
                Checked<byte[]> again = PayloadCodec.encode(EVERYTHING, json);
                if (fromJson) {
                    assertThat(again).isInstanceOf(Checked.Good.class);
                    read(good(PayloadCodec.encode(PayloadFormat.JSON, json)));
                }
                if (again instanceof Checked.Good<byte[]>(byte[] bytes)) {
                    assertThat(decode(bytes)).isInstanceOf(DecodedPayload.Avro.class);
                    assertThat(AvroToJson.convert(((DecodedPayload.Avro) decode(bytes)).record()))
                            .isEqualTo(json);
                }
                yield true;
            }
        };
    }

    private static DecodedPayload decode(byte[] value) {
        return PayloadCodec.decode(value, _ -> Optional.of(EVERYTHING.schema()));
    }

    private static JsonNode read(byte[] text) {
        return switch (StrictJson.read(text)) {
            case Checked.Good<JsonNode>(JsonNode json) -> json;
            case Checked.Bad<JsonNode> bad ->
                    throw new AssertionError("what we write we do not read: " + bad.problems());
        };
    }

    private static byte[] good(Checked<byte[]> checked) {
        return switch (checked) {
            case Checked.Good<byte[]>(byte[] bytes) -> bytes;
            case Checked.Bad<byte[]> bad ->
                    throw new AssertionError("what we read we do not write: " + bad.problems());
        };
    }

    private static void told(List<Problem> problems) {
        assertThat(problems).allSatisfy(problem -> assertThat(problem.line()).isNotBlank());
    }
}
