package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.bad;
import static dev.towpath.schemas.payload.Read.good;
import static dev.towpath.schemas.payload.Read.json;
import static dev.towpath.schemas.payload.Read.lines;
import static dev.towpath.schemas.payload.Read.record;
import static dev.towpath.schemas.payload.Read.schema;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonToAvroTest {
    @Test
    void listsAHundredProblemsAndCountsTheOthers() {
        Schema list = record("{\"name\":\"n\",\"type\":{\"type\":\"array\",\"items\":\"int\"}}");
        String texts =
                IntStream.range(0, 1_000).mapToObj(i -> "\"x\"").collect(Collectors.joining(","));

        Checked.Bad<GenericRecord> bad =
                bad(JsonToAvro.convert(list, json("{\"n\":[" + texts + "]}")));

        assertThat(bad.problems()).hasSize(100);
        assertThat(bad.problems().getLast().pointer()).isEqualTo("/n/99");
        assertThat(bad.more()).isEqualTo(900);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, 12.3, 1230", "5, 2, '\"-0.50\"', -50", "5, 0, 1e4, 10000", "5, 2, '\"007\"', ",
        "3, 2, '\"9.99\"', 999", "3, 2, 0, 0", "3, 3, 0.125, 125", "3, 3, 1, "
    })
    void takesDecimalsExactlyOrNotAtAll(int precision, int scale, String text, Long unscaled) {
        for (String type : List.of("\"bytes\"", "\"fixed\",\"name\":\"F\",\"size\":9")) {
            Schema schema =
                    record(
                            "{\"name\":\"v\",\"type\":{\"type\":"
                                    + type
                                    + ",\"logicalType\":\"decimal\",\"precision\":"
                                    + precision
                                    + ",\"scale\":"
                                    + scale
                                    + "}}");
            Checked<GenericRecord> checked =
                    JsonToAvro.convert(schema, json("{\"v\":" + text + "}"));
            if (unscaled == null) {
                assertThat(bad(checked).problems()).hasSize(1);
            } else {
                Object value = good(checked).get("v");
                byte[] bytes =
                        value instanceof GenericData.Fixed fixed
                                ? fixed.bytes()
                                : ((ByteBuffer) value).array();
                assertThat(new BigInteger(bytes)).isEqualTo(BigInteger.valueOf(unscaled));
            }
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void unionsWithinUnionsDoNotMultiplyTheWork() {
        Schema tree =
                schema(
                        """
                        {"type": "record", "name": "A", "fields": [{"name": "n", "type": ["null", "A",
                          {"type": "record", "name": "B", "fields": [
                            {"name": "n", "type": ["null", "B", "A", {"type": "map", "values":
                                ["B", "A", "int"]}]}]}]}]}
                        """);
        String deep = "{\"n\":".repeat(63) + "true" + "}".repeat(63);

        Checked.Bad<GenericRecord> bad = bad(JsonToAvro.convert(tree, json(deep)));

        assertThat(bad.problems()).isNotEmpty();
    }

    @Test
    void boundsTheElementsOfACollection() {
        Schema list = record("{\"name\":\"n\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}");
        String nulls = "null,".repeat(JsonToAvro.MAX_ELEMENTS - 1) + "null";

        good(JsonToAvro.convert(list, json("{\"n\":[" + nulls + "]}")));
        assertThat(lines(JsonToAvro.convert(list, json("{\"n\":[" + nulls + ",null]}"))))
                .containsExactly("/n: expected at most 100000 elements, got 100001");
    }
}
