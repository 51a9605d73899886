package dev.towpath.e2e.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A worker in a JVM of its own.
final class WorkerJvm implements AutoCloseable {
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;

    private WorkerJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// @param log where its standard output and error go
    static WorkerJvm start(String name, Installation installation, int recorderPort, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProgram.class.getName()));
        command.addAll(installation.arguments());
        command.add(Integer.toString(recorderPort));
        command.add(name);
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                        .start();
        return new WorkerJvm(name, process, log);
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    void kill() {
        process.destroyForcibly();
        awaitEnd(LEAVES_WITHIN);
    }

    /// Asks it to stop, and waits until it has.
    void leave() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " has ended by itself, see " + log);
        }
        // Process.destroy() would close its standard input, which tells it that its parent is gone.
        process.toHandle().destroy();
        awaitEnd(LEAVES_WITHIN);
    }

    /// `STOP` or `CONT`.
    void signal(String signal) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException(name + " cannot be sent " + signal);
        }
    }

    void awaitEnd(Duration within) {
        try {
            if (process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " did not end within " + within + ", see " + log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
