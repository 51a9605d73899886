package dev.towpath.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Node, which runs the scripts beside these tests.
final class Node {
    private static final Path SCRIPTS = Path.of("src", "test", "node");

    private Node() {}

    /// Leaves the test out where there is no Node, unless `TOWPATH_NODE=required`.
    static void isThere() {
        boolean required = "required".equals(System.getenv("TOWPATH_NODE"));
        assumeTrue(
                required
                        || Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                                .anyMatch(place -> Files.isExecutable(Path.of(place, "node"))),
                "left out: expected Node 20 or newer on the PATH, got none");
    }

    /// Starts a script.
    ///
    /// @param errors where its standard error goes
    static Process start(String script, Map<String, String> environment, Path errors)
            throws IOException {
        isThere();
        ProcessBuilder builder =
                new ProcessBuilder("node", SCRIPTS.resolve(script).toString())
                        .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Runs a script to its end.
    ///
    /// @return what it printed, line by line
    static List<String> run(String script, Map<String, String> environment, Path errors)
            throws IOException, InterruptedException {
        Process process = start(script, environment, errors);
        try (var out = process.inputReader(UTF_8)) {
            List<String> lines = out.readAllLines();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(script + " failed: " + Files.readString(errors));
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
