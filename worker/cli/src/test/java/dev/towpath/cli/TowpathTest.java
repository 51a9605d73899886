package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TowpathTest {
    @TempDir Path folder;

    @Test
    void helpNamesEveryCommandAndEndsWithZero() {
        Ran ran = Ran.towpath("help");
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("dev ", "demo ", "gateway ", "worker ", "topics ", "config ")
                .contains("schemas ", "version ", "Exit codes:");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aWordThatIsNoCommandEndsWithTwoAndSuggestsOne() {
        Ran ran = Ran.towpath("topcis");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo(
                        """
                        TP-5011 Unmatched argument at index 0: 'topcis'.
                        Did you mean: towpath topics?
                        Nothing was done. `towpath --help` shows what it takes.
                        """);
    }

    @Test
    void aWordThatIsNearNoCommandGetsNoGuess() {
        Ran ran = Ran.towpath("frobnicate");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo(
                        """
                        TP-5011 Unmatched argument at index 0: 'frobnicate'.
                        Nothing was done. `towpath --help` shows what it takes.
                        """);
    }

    @Test
    void nothingAtAllShowsTheHelpAndEndsWithTwo() {
        Ran ran = Ran.towpath();
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("Usage: towpath").contains("dev ", "demo ");
    }

    @Test
    void aFailureIsOneParagraphWithoutAStackTrace() {
        Path absent = folder.resolve("absent.yaml");
        Ran ran = Ran.towpath("config", "--config", absent.toString());
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().replaceAll("\\s+", " ").strip())
                .isEqualTo(
                        "TP-5001 the configuration "
                                + absent
                                + " does not exist. Nothing was done. Correct --config.");
    }

    @Test
    void debugShowsTheStackTrace() {
        Path absent = folder.resolve("absent.yaml");
        Ran ran = Ran.towpath("config", "--config", absent.toString(), "--debug");
        assertThat(ran.err()).contains("TP-5001 ", "\tat dev.towpath.cli.config.ConfigOption");
    }

    @Test
    void configShowsEveryValueWithItsOriginAndNoSecret() throws Exception {
        Path yaml = folder.resolve("towpath.yaml");
        Files.writeString(yaml, "secret: 0123456789abcdef\nprefix: shop.\n");
        Ran ran = Ran.towpath("config", "--config", yaml.toString());
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .containsPattern("prefix +shop\\. +.*towpath.yaml:2\n")
                .containsPattern("gateway.port +8780 +default\n")
                .doesNotContain("0123456789abcdef");
        assertThat(Ran.towpath("config", "--json", "--config", yaml.toString()).out())
                .contains("\"path\" : \"prefix\"")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void versionTellsItsOwnAndJavas() {
        Ran ran = Ran.towpath("version");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).matches("towpath [0-9.]+(-SNAPSHOT)?, Java 25.*\\n");
        assertThat(Ran.towpath("--version").out()).matches("[0-9.]+(-SNAPSHOT)?\\n");
    }

    @Test
    void schemasCheckFailsWhenTheNewSchemaCannotReadTheOld() throws Exception {
        Path old = schema("old.avsc", "{\"name\": \"id\", \"type\": \"string\"}");
        Path current = schema("new.avsc", "{\"name\": \"count\", \"type\": \"long\"}");
        Ran ran = Ran.towpath("schemas", "check", old.toString(), current.toString());
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("new: NONE, neither reads what the other wrote");
        assertThat(ran.err())
                .startsWith("TP-5003 comparing ")
                .containsPattern("expected\\s+BACKWARD,\\s+got\\s+NONE");
    }

    @Test
    void schemasCheckTakesWhatIsRequired() throws Exception {
        Path old = schema("old.avsc", "{\"name\": \"id\", \"type\": \"string\"}");
        Path current =
                schema(
                        "new.avsc",
                        "{\"name\": \"id\", \"type\": \"string\"},"
                                + " {\"name\": \"note\", \"type\": \"string\", \"default\": \"\"}");
        String[] same = {"schemas", "check", old.toString(), current.toString()};
        assertThat(Ran.towpath(same).status()).isZero();
        Path wider = schema("wider.avsc", "{\"name\": \"id\", \"type\": [\"null\", \"string\"]}");
        String[] full = {"schemas", "check", "--require", "full", old.toString(), wider.toString()};
        assertThat(Ran.towpath(full).status()).isEqualTo(1);
    }

    private Path schema(String name, String fields) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "{\"type\": \"record\", \"name\": \"Thing\", \"fields\": [" + fields + "]}");
    }
}
