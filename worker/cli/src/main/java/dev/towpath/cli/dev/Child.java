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

/// One role in a process of its own. It ignores Ctrl-C, which reaches all processes of a terminal:
/// its parent decides when it stops. It ends when its parent does.
final class Child {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Role role;
    private final URI ready;
    private final Process process;
    private final long startedNanos = System.nanoTime();

    private Child(Role role, URI ready, Process process) {
        this.role = role;
        this.ready = ready;
        this.process = process;
    }

    /// @param log where its standard output and error go, after what is there
    static Child start(Role role, Launch launch, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.addAll(launch.command());
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output).redirectError(output);
        builder.environment().putAll(launch.environment());
        return new Child(role, launch.ready(), builder.start());
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
        HttpRequest ask = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
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
