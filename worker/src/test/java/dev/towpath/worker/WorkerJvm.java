package dev.towpath.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A worker in a JVM of its own, with as little heap as wished: every job is done at once. It ends
/// with whoever started it.
final class WorkerJvm implements AutoCloseable {
    static final String TYPE = "t";

    private final Process process;

    private WorkerJvm(Process process) {
        this.process = process;
    }

    static WorkerJvm start(Installation installation, String heap) {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerJvm.class.getName(),
                        installation.bootstrap,
                        installation.prefix,
                        String.valueOf(installation.partitions));
        try {
            return new WorkerJvm(
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Has it stop, and waits for that.
    ///
    /// @return its exit status: 0 when it stopped in order and had no problem
    int stop() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(Eventually.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the worker's JVM does not end");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws Exception {
        try (Installation installation =
                        new Installation(args[0], args[1], Integer.parseInt(args[2])).type(TYPE);
                Worker worker =
                        installation
                                .worker()
                                .handle(TYPE, Payload.bytes(), (data, job) -> Outcome.done())
                                .start()) {
            // Nothing is ever written there: this waits for its end.
            new String(System.in.readAllBytes(), UTF_8);
            if (!worker.problems().isEmpty()) {
                System.out.println("the worker has problems: " + worker.problems());
                System.exit(2);
            }
        }
        System.exit(0);
    }
}
