package dev.towpath.e2e.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of ours in a JVM of its own.
public final class ChildJvm implements AutoCloseable {
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Starts a worker.
    ///
    /// @param log where its standard output and error go
    /// @param ahead by how many milliseconds its clock is wrong
    public static ChildJvm worker(
            String name, Installation installation, int recorderPort, long ahead, Path log)
            throws IOException {
        List<String> arguments = new ArrayList<>(installation.arguments());
        arguments.add(Integer.toString(recorderPort));
        arguments.add(name);
        arguments.add(Long.toString(ahead));
        return start(name, WorkerProgram.class, arguments, log);
    }

    /// @param log where its standard output and error go
    public static ChildJvm start(String name, Class<?> program, List<String> arguments, Path log)
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
                        program.getName()));
        command.addAll(arguments);
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                        .start();
        return new ChildJvm(name, process, log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        awaitEnd(LEAVES_WITHIN);
    }

    /// Asks it to stop, and waits until it has.
    public void leave() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " has ended by itself, see " + log);
        }
        // Process.destroy() would close its standard input, which tells it that its parent is gone.
        process.toHandle().destroy();
        awaitEnd(LEAVES_WITHIN);
    }

    /// `STOP` or `CONT`.
    public void signal(String signal) throws IOException, InterruptedException {
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
