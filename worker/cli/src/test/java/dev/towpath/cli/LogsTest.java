package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lines are looked for where they come out: at the end of a JVM of its own.
final class LogsTest {
    private static final String TOKEN = "a line that must come out";

    /// Logs a line as the given subcommand would.
    static final class Main {
        public static void main(String[] args) {
            Logs.choose(args);
            Logger log = LoggerFactory.getLogger("dev.towpath.test");
            log.atInfo().addKeyValue("job", "default_1_abc").log(TOKEN);
            LoggerFactory.getLogger("org.apache.kafka.test").info("chatter");
            System.getLogger("io.helidon.test").log(System.Logger.Level.WARNING, "by the JDK");
            log.error("with a trace", new IllegalStateException("broken"));
        }
    }

    private record Output(String out, String err) {}

    @Test
    void aServerLogsOneJsonObjectALineOnStandardOutput() throws Exception {
        Output output = run("gateway");
        assertThat(output.err()).isEmpty();
        List<JsonNode> lines =
                output.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).path("message").asString("")).isEqualTo(TOKEN);
        assertThat(lines.get(0).path("job").asString("")).isEqualTo("default_1_abc");
        assertThat(lines.get(0).path("level").asString("")).isEqualTo("INFO");
        assertThat(lines.get(0).path("logger").asString("")).isEqualTo("dev.towpath.test");
        assertThat(lines.get(0).path("time").asString("")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(lines.get(1).path("message").asString("")).isEqualTo("by the JDK");
        assertThat(lines.get(2).path("trace").asString(""))
                .startsWith("java.lang.IllegalStateException: broken");
    }

    @Test
    void aCommandForPeopleLogsOnlyWhatIsWrongAndOnStandardError() throws Exception {
        Output output = run("topics", "list");
        assertThat(output.out()).isEmpty();
        assertThat(output.err()).contains("ERROR").contains("with a trace").doesNotContain(TOKEN);
    }

    @Test
    void aSimulationLogsNothingOfWhatItsWorkersDo() throws Exception {
        Output output = run("simulate", "--seeds", "1");
        assertThat(output.out()).isEmpty();
        assertThat(output.err()).doesNotContain("with a trace").doesNotContain(TOKEN);
        assertThat(run("simulate", "--debug").err()).contains("with a trace").contains(TOKEN);
    }

    @Test
    void debugLetsACommandTellMore() throws Exception {
        assertThat(run("topics", "list", "--debug").err()).contains(TOKEN);
    }

    private static Output run(String... args) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(args));
        Path err = java.nio.file.Files.createTempFile("logs", ".err");
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return new Output(out, java.nio.file.Files.readString(err));
    }
}
