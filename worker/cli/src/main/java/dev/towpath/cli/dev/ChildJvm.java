package dev.towpath.cli.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One role in a JVM of its own. It ignores Ctrl-C, which reaches all processes of a terminal: its
/// parent decides when it stops. It ends when its parent does.
final class ChildJvm {
    private static final String MAIN = "dev.towpath.cli.Towpath";
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Role role;
    private final int port;
    private final Process process;
    private final long startedNanos = System.nanoTime();

    private ChildJvm(Role role, int port, Process process) {
        this.role = role;
        this.port = port;
        this.process = process;
    }

    /// @param port where the role answers `/readyz` on 127.0.0.1
    /// @param log where its standard output and error go, after what is there
    /// @param properties further system properties, as `-Dname=value`
    static ChildJvm start(Role role, int port, Path config, Path log, List<String> properties)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + role.heap(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        if (role != Role.WORKER) {
            // A worker passes over a record that takes too much memory, and ends by itself when the
            // heap is full.
            command.add("-XX:+ExitOnOutOfMemoryError");
        }
        command.addAll(properties);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        MAIN,
                        role.word(),
                        "--config",
                        config.toString(),
                        "--end-with-stdin"));
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        Process process =
                new ProcessBuilder(command).redirectOutput(output).redirectError(output).start();
        return new ChildJvm(role, port, process);
    }

    Role role() {
        return role;
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /// Waits until it says that it is ready.
    ///
    /// @return all that it says then; nothing when it ended or the limit passed before
    Optional<String> awaitReady(HttpClient http, Duration limit) throws InterruptedException {
        HttpRequest ask =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                HttpResponse<String> answer = http.send(ask, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return Optional.of(answer.body());
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        return Optional.empty();
    }

    /// Asks it to stop, and ends it when it has not done so in time.
    ///
    /// @return whether it stopped by itself
    boolean stop(Duration limit) {
        // Process.destroy() would close its standard input, which tells it that its parent is gone.
        process.toHandle().destroy();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /// How it ended, as part of a sentence.
    static String ending(int status) {
        return status > 128
                ? "was ended by signal " + (status - 128)
                : "ended with status " + status;
    }
}
