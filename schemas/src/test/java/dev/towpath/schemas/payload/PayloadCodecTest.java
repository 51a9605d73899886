package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.bad;
import static dev.towpath.schemas.payload.Read.good;
import static dev.towpath.schemas.payload.Read.json;
import static dev.towpath.schemas.payload.Read.record;
import static dev.towpath.schemas.payload.Read.schema;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PayloadCodecTest {
    private static final Schema ONE_INT = record("{\"name\":\"v\",\"type\":\"int\"}");

    @Test
    void anyRecordOfAnySchemaComesBackFromBytesAndFromPlainJson() throws IOException {
        long seed = System.nanoTime();
        System.out.println("anyRecordOfAnySchema: seed " + seed);
        AnySchema any = new AnySchema(seed);
        for (int round = 0; round < 3_000; round++) {
            Schema schema = any.record(3);
            GenericRecord record = any.recordOf(schema);
            byte[] body = avros(schema, record);

            GenericRecord read = AvroReader.read(schema, body, 0);
            JsonNode plain = AvroToJson.convert(read);
            JsonNode sent = json(plain.toString());

            assertThat(avros(schema, read)).isEqualTo(body);
            assertThat(avros(schema, good(JsonToAvro.convert(schema, sent))))
                    .describedAs("%s of %s", sent, schema)
                    .isEqualTo(body);
            assertThat(CanonicalJson.text(plain)).isEqualTo(CanonicalJson.text(sent));
        }
    }

    @Test
    void hostileBytesAreUnreadableOrReadAndNeverFailOtherwise() throws IOException {
        long seed = System.nanoTime();
        System.out.println("hostileBytes: seed " + seed);
        Random random = new Random(seed);
        AnySchema any = new AnySchema(seed);
        for (int round = 0; round < 3_000; round++) {
            Schema schema = any.record(3);
            byte[] body = avros(schema, any.recordOf(schema));
            PayloadFormat.Avro format = PayloadFormat.avro(schema);
            byte[] value = Arrays.copyOf(header(format), 10 + body.length);
            System.arraycopy(body, 0, value, 10, body.length);
            for (int edits = random.nextInt(4); edits >= 0 && body.length > 0; edits--) {
                value[10 + random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(value, 10 + random.nextInt(body.length + 1));

            for (byte[] hostile : new byte[][] {value, cut}) {
                DecodedPayload decoded =
                        PayloadCodec.decode(hostile, fingerprint -> Optional.of(schema));
                if (decoded instanceof DecodedPayload.Avro(GenericRecord read)) {
                    assertThat(AvroToJson.convert(read)).isNotNull();
                } else {
                    assertThat(decoded).isInstanceOf(DecodedPayload.Unreadable.class);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                // the schema of the field v; the body in hexadecimal; the reason
                "\"int\"; 80; payload, at byte 11: the bytes end inside a number",
                "\"int\"; 8080808010; payload, at byte 15: expected an int of -2147483648 to 2147483647, got 2147483648",
                "\"int\"; 0200; payload: 1 bytes are left behind the record",
                "\"long\"; ffffffffffffffffffff01; payload, at byte 20: a number has more than ten bytes",
                "\"boolean\"; 02; payload, at byte 11: expected a boolean of 0 or 1, got 2",
                "\"double\"; 00; payload, at byte 10: expected 8 bytes, got 1",
                "\"string\"; feffffff0f00; payload, at byte 15: expected 2147483647 bytes, got 1",
                "\"bytes\"; 01; payload, at byte 11: expected a length of 0 to 2147483647, got -1",
                "[\"null\",\"int\"]; 04; payload, at byte 11: expected a union branch of 0 to 1, got 2",
                "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}; 02; payload, at byte 11: expected an enum symbol of 0 to 0, got 1",
                "{\"type\":\"array\",\"items\":\"null\"}; c29a0c00; payload, at byte 13: expected a number of elements of -100000 to 100000, got 100001",
                "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}; 04c09a0c00c09a0c0000; payload, at byte 18: more values than its 20 bytes may hold",
            })
    void whatIsNotOfTheSchemaIsUnreadableAndSaysWhere(String type, String body, String reason) {
        Schema schema = record("{\"name\":\"v\",\"type\":" + type + "}");

        assertThat(decode(schema, body)).isEqualTo(new DecodedPayload.Unreadable(reason));
    }

    @Test
    void aRecursionDeeperThanAnyPayloadIsUnreadable() {
        Schema list =
                schema(
                        """
                        {"type": "record", "name": "A",
                         "fields": [{"name": "n", "type": ["null", "A"]}]}
                        """);

        assertThat(decode(list, "02".repeat(100) + "00")).isInstanceOf(DecodedPayload.Avro.class);
        assertThat(decode(list, "02".repeat(100_000) + "00"))
                .isEqualTo(
                        new DecodedPayload.Unreadable(
                                "payload, at byte 138: expected at most 128 levels of nesting"));
    }

    @Test
    void aSchemaThatIsNotKnownIsSaidByItsFingerprint() {
        byte[] value = HexFormat.of().parseHex("c301efbeadde0000000002");

        assertThat(PayloadCodec.decode(value, fingerprint -> Optional.empty()))
                .isEqualTo(new DecodedPayload.UnknownSchema(0xdeadbeefL));
    }

    @Test
    void whatIsNeitherAvroNorJsonIsUnreadable() {
        assertThat(PayloadCodec.decode(new byte[0], fingerprint -> Optional.empty()))
                .isEqualTo(new DecodedPayload.Unreadable("expected JSON, got nothing"));
        assertThat(
                        PayloadCodec.decode(
                                HexFormat.of().parseHex("c30100000000"),
                                fingerprint -> Optional.empty()))
                .isEqualTo(
                        new DecodedPayload.Unreadable(
                                "expected JSON in UTF-8, got the byte 0xc3 at line 1, column 1,"
                                        + " which is not UTF-8 there"));
    }

    @Test
    void jsonKeepsItsFieldsInOrderAndItsDigits() {
        String text = "{\"b\":1.50,\"a\":12345678901234567890,\"c\":\"é\"}";

        byte[] value = good(PayloadCodec.encode(PayloadFormat.JSON, json(text)));

        assertThat(new String(value, UTF_8)).isEqualTo(text);
        assertThat(PayloadCodec.isAvro(value)).isFalse();
        assertThat(PayloadCodec.fingerprintOf(value)).isEmpty();
        assertThat(PayloadCodec.decode(value, fingerprint -> Optional.empty()))
                .isEqualTo(new DecodedPayload.Json(json(text)));
    }

    @Test
    void defaultsCannotMakeHundredsOfMegabytesOutOfLittle() {
        Schema list =
                record(
                        "{\"name\":\"n\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"record\","
                                + "\"name\":\"R\",\"fields\":[{\"name\":\"s\",\"type\":\"string\","
                                + "\"default\":\""
                                + "x".repeat(10_000)
                                + "\"}]}}}");
        JsonNode small = json("{\"n\":[" + "{},".repeat(50_000) + "{}]}");

        assertThat(bad(PayloadCodec.encode(PayloadFormat.avro(list), small)).problems())
                .containsExactly(new Problem("", "at most 16777216 bytes of Avro", "more"));
    }

    @Test
    void onlyARecordIsTheSchemaOfAPayload() {
        Schema text = schema("\"string\"");

        assertThatThrownBy(() -> PayloadFormat.avro(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a record, got STRING");
    }

    private static DecodedPayload decode(Schema schema, String body) {
        byte[] bytes = HexFormat.of().parseHex(body);
        byte[] value = Arrays.copyOf(header(PayloadFormat.avro(schema)), 10 + bytes.length);
        System.arraycopy(bytes, 0, value, 10, bytes.length);
        return PayloadCodec.decode(value, fingerprint -> Optional.of(schema));
    }

    private static byte[] header(PayloadFormat.Avro format) {
        PayloadFormat.Avro one = PayloadFormat.avro(ONE_INT);
        byte[] value = good(PayloadCodec.encode(one, json("{\"v\":0}")));
        for (int i = 0; i < 8; i++) {
            value[2 + i] = (byte) (format.fingerprint() >>> (8 * i));
        }
        return value;
    }

    private static byte[] avros(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
