package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.bad;
import static dev.towpath.schemas.payload.Read.good;
import static dev.towpath.schemas.payload.Read.json;
import static dev.towpath.schemas.payload.Read.schema;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class PayloadVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @TestFactory
    Stream<DynamicTest> plainJsonBecomesTheseBytesAndComesBack() {
        return Vectors.each("json-to-avro.json", "good", PayloadVectorsTest::thereAndBack);
    }

    private static void thereAndBack(JsonNode vector) throws IOException {
        Schema schema = schema(vector.get("schema").toString());
        PayloadFormat format = PayloadFormat.avro(schema);

        byte[] value = good(PayloadCodec.encode(format, json(vector.get("json").stringValue())));

        String body = HEX.formatHex(value, 10, value.length);
        assertThat(body).isEqualTo(vector.get("avro").stringValue());
        DecodedPayload decoded = PayloadCodec.decode(value, fingerprint -> Optional.of(schema));
        assertThat(decoded).isInstanceOf(DecodedPayload.Avro.class);
        GenericRecord record = ((DecodedPayload.Avro) decoded).record();
        assertThat(CanonicalJson.text(AvroToJson.convert(record)))
                .isEqualTo(CanonicalJson.text(json(vector.get("plain").stringValue())));
        // Avro's own reader sees the same, and its strings and bytes come back as well.
        GenericRecord avros =
                new GenericDatumReader<GenericRecord>(schema)
                        .read(
                                null,
                                DecoderFactory.get()
                                        .binaryDecoder(value, 10, value.length - 10, null));
        assertThat(AvroToJson.convert(avros)).isEqualTo(AvroToJson.convert(record));
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitHasTheseProblems() {
        return Vectors.each("json-to-avro.json", "bad", PayloadVectorsTest::allProblems);
    }

    private static void allProblems(JsonNode vector) {
        Schema schema = schema(vector.get("schema").toString());

        Checked.Bad<GenericRecord> bad =
                bad(JsonToAvro.convert(schema, json(vector.get("json").stringValue())));

        assertThat(bad.problems())
                .containsExactlyElementsOf(
                        vector.get("problems")
                                .valueStream()
                                .map(PayloadVectorsTest::problem)
                                .toList());
        assertThat(bad.more()).isEqualTo(vector.get("more").intValue());
    }

    private static Problem problem(JsonNode problem) {
        return new Problem(
                problem.get("pointer").stringValue(),
                problem.get("expected").stringValue(),
                problem.get("got").stringValue(),
                problem.get("hint").stringValue());
    }

    @TestFactory
    Stream<DynamicTest> equalJsonHasOneTextAndChecksum() {
        return Stream.of("cases", "beyondDoubles")
                .flatMap(
                        list ->
                                Vectors.each(
                                        "canonical-json.json", list, PayloadVectorsTest::oneText));
    }

    private static void oneText(JsonNode vector) {
        JsonNode json = json(vector.get("json").stringValue());

        assertThat(CanonicalJson.text(json)).isEqualTo(vector.get("canonical").stringValue());
        assertThat(Long.toString(CanonicalJson.checksum(json)))
                .isEqualTo(vector.get("checksum").stringValue());
    }

    @TestFactory
    Stream<DynamicTest> aPayloadIsNamedByTheFingerprintOfItsSchema() {
        return Vectors.each("single-object.json", "cases", PayloadVectorsTest::singleObject);
    }

    private static void singleObject(JsonNode vector) {
        PayloadFormat.Avro format = PayloadFormat.avro(schema(vector.get("schema").toString()));

        byte[] value = good(PayloadCodec.encode(format, json(vector.get("json").stringValue())));

        assertThat(PayloadFormat.hex(format.fingerprint()))
                .isEqualTo(vector.get("fingerprint").stringValue());
        assertThat(HEX.formatHex(value)).isEqualTo(vector.get("value").stringValue());
        assertThat(PayloadCodec.fingerprintOf(value)).hasValue(format.fingerprint());
    }
}
