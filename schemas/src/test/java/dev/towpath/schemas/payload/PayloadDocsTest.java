package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.good;
import static dev.towpath.schemas.payload.Read.json;
import static dev.towpath.schemas.payload.Read.lines;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PayloadDocsTest {
    private static final Pattern FENCE =
            Pattern.compile(
                    "```(json schema|json fits|json problems|text)\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyExampleOfThePageDoesWhatThePageSays() throws IOException {
        Path root = Path.of(System.getProperty("towpath.root"));
        Matcher fences = FENCE.matcher(Files.readString(root.resolve("docs/payloads.md")));
        List<String> kinds = new ArrayList<>();
        Schema schema = Read.record("");
        List<String> problems = List.of();
        while (fences.find()) {
            String text = fences.group(2);
            switch (fences.group(1)) {
                case "json schema" -> schema = loaded(text);
                case "json fits" -> good(JsonToAvro.convert(schema, json(text)));
                case "json problems" -> problems = lines(JsonToAvro.convert(schema, json(text)));
                default -> assertThat(text.lines().toList()).isEqualTo(problems);
            }
            kinds.add(fences.group(1));
        }
        assertThat(kinds)
                .containsExactly(
                        "json schema",
                        "json fits",
                        "json problems",
                        "text",
                        "json schema",
                        "json fits",
                        "json problems",
                        "text");
    }

    private static Schema loaded(String text) {
        SchemaSources sources = new SchemaSources();
        sources.addRecord("page.avsc", text.getBytes(StandardCharsets.UTF_8));
        assertThat(sources.check()).isEmpty();
        return sources.schemas().values().iterator().next();
    }

    @Test
    void theLimitsOfThePageAreThoseOfTheCode() throws IOException {
        Path root = Path.of(System.getProperty("towpath.root"));
        String page = Files.readString(root.resolve("docs/payloads.md")).replace('\n', ' ');

        assertThat(page)
                .contains("at most 100,000 elements")
                .contains("At most 100 problems are listed")
                .contains("deeper than 64 levels")
                .contains("numbers longer than 100 characters");
        assertThat(JsonToAvro.MAX_ELEMENTS).isEqualTo(100_000);
        assertThat(Problems.MOST).isEqualTo(100);
        assertThat(StrictJson.MAX_DEPTH).isEqualTo(64);
        assertThat(StrictJson.MAX_NUMBER_LENGTH).isEqualTo(100);
    }
}
