package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds docs/configuration.md and schemas/towpath.schema.json to the list of keys. With
/// `-Dtowpath.regenerate=true` it writes them instead.
class ConfigDocsTest {
    private static final Path ROOT = Path.of(System.getProperty("towpath.root", ".."));
    private static final Path DOCS = ROOT.resolve("docs/configuration.md");
    private static final Path SCHEMA = ROOT.resolve("schemas/towpath.schema.json");
    private static final Pattern KEYS =
            Pattern.compile("(?s)(<!-- keys:[^\n]*-->\n)(.*)(<!-- end of keys -->)");

    @TempDir Path folder;

    @Test
    void theDocumentationListsTheKeysAsTheyAre() throws IOException {
        String docs = docs();
        Matcher keys = KEYS.matcher(docs);
        assertThat(keys.find()).isTrue();
        String table = KeyTable.markdown();
        if (Boolean.getBoolean("towpath.regenerate")) {
            Files.writeString(
                    DOCS, docs.substring(0, keys.end(1)) + table + docs.substring(keys.start(3)));
            return;
        }

        assertThat(keys.group(2)).isEqualTo(table);
    }

    @Test
    void theJsonSchemaIsTheOneThatTheKeysGive() throws IOException {
        if (Boolean.getBoolean("towpath.regenerate")) {
            Files.writeString(SCHEMA, ConfigSchema.json());
            return;
        }

        assertThat(Files.readString(SCHEMA)).isEqualTo(ConfigSchema.json());
    }

    @Test
    void theFileInTheDocumentationIsGood() {
        Matcher yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(docs());
        assertThat(yaml.find()).isTrue();

        TowpathConfig config =
                new YamlText(
                                folder,
                                Map.of(
                                        "TOWPATH_SECRET",
                                        YamlText.SECRET,
                                        "KAFKA_JAAS_CONFIG",
                                        "x",
                                        "SITE_KEY_SHA256",
                                        "ab".repeat(32)))
                        .read(yaml.group(1));

        assertThat(config.queues()).containsOnlyKeys("default", "mail");
    }

    @Test
    void theProblemsInTheDocumentationAreTold() {
        String yaml =
                "\n".repeat(7)
                        + "gateway: {prot: 1}\ntypes:\n"
                        + "\n".repeat(2)
                        + "  mail.send: {timeout: 10 sec}\n";

        assertThatThrownBy(() -> YamlText.in(folder).read(yaml))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused ->
                                assertThat(docs())
                                        .contains(YamlText.in(folder).plain(refused.line())));
    }

    private static String docs() {
        try {
            return Files.readString(DOCS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theVariablesInTheDocumentationAreThoseOfTheirPaths() {
        Matcher rows =
                Pattern.compile("(?m)^\\| `([^`]+)` \\| `(TOWPATH_[A-Z_]+)` \\|$").matcher(docs());
        int found = 0;
        while (rows.find()) {
            String path = rows.group(1).replaceAll("\\[\"([^\"]+)\"]", ".<$1>");
            assertThat(
                            Key.variable(
                                    Pattern.compile("\\.(?![^<]*>)")
                                            .splitAsStream(path)
                                            .map(name -> name.replaceAll("[<>]", ""))
                                            .toList()))
                    .isEqualTo(rows.group(2));
            found++;
        }

        assertThat(found).isEqualTo(6);
    }
}
