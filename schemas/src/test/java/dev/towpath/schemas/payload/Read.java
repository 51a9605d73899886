package dev.towpath.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// Texts as values, for tests.
final class Read {
    private Read() {}

    static JsonNode json(String text) {
        return good(StrictJson.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Schema schema(String text) {
        return new Schema.Parser().parse(text);
    }

    /// The schema of a record with these fields.
    static Schema record(String fields) {
        return schema("{\"type\":\"record\",\"name\":\"Article\",\"fields\":[" + fields + "]}");
    }

    static <T> T good(Checked<T> checked) {
        assertThat(checked).isInstanceOf(Checked.Good.class);
        return ((Checked.Good<T>) checked).value();
    }

    static <T> Checked.Bad<T> bad(Checked<T> checked) {
        assertThat(checked).isInstanceOf(Checked.Bad.class);
        return (Checked.Bad<T>) checked;
    }

    static List<String> lines(Checked<?> checked) {
        return bad(checked).problems().stream().map(Problem::line).toList();
    }
}
