package dev.towpath.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A real Apache Kafka broker, broker and controller in one, in a child JVM with its own class
/// path. It listens on 127.0.0.1 alone, keeps its data in one folder, and dies with its parent.
///
/// Not safe for use by several threads at once, but for [#onExit()].
public final class EmbeddedBroker implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final int PORT_ATTEMPTS = 5;

    private final Path data;
    private final Path logFile;
    private final String heap;
    private final long leastFreeBytes;
    private final Map<String, String> properties;
    private final List<String> jvmArguments;
    private final boolean temporary;
    private final boolean portsGiven;
    private int port;
    private int controllerPort;
    private @Nullable Process process;
    private CompletableFuture<TowpathException> ended = new CompletableFuture<>();
    private AtomicBoolean asked = new AtomicBoolean();

    private EmbeddedBroker(Builder builder) {
        data = builder.data.toAbsolutePath().normalize();
        logFile = builder.logFile.toAbsolutePath().normalize();
        heap = builder.heap;
        leastFreeBytes = builder.leastFreeBytes;
        properties = Map.copyOf(builder.properties);
        jvmArguments = List.copyOf(builder.jvmArguments);
        temporary = builder.temporary;
        port = builder.port;
        controllerPort = builder.controllerPort;
        portsGiven = port != 0 || controllerPort != 0;
    }

    /// @param data the folder of the broker's data; made when it is not there
    public static Builder builder(Path data) {
        return new Builder(data);
    }

    /// A running broker for tests: a temporary folder that [#close()] deletes, free ports, group
    /// sessions that end in 3 s.
    public static EmbeddedBroker forTests() {
        try {
            Builder builder = builder(Files.createTempDirectory("towpath-broker"));
            builder.temporary();
            return builder.properties(BrokerSettings.forTests()).quickStart().start();
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder for the broker", e);
        }
    }

    /// What Kafka clients connect to: `127.0.0.1:<port>`.
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /// The process id of the broker's JVM.
    ///
    /// @throws IllegalStateException when it was never started
    public long pid() {
        return started().pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public Path logFile() {
        return logFile;
    }

    /// Ends with the reason when the broker ends though nobody asked it to; never, when somebody
    /// did.
    public CompletableFuture<TowpathException> onExit() {
        return ended.copy();
    }

    /// Starts the broker again, on the same ports and data, after [#stop()] or [#kill()] or after
    /// it ended by itself.
    ///
    /// @throws TowpathException PORT_TAKEN, ALREADY_RUNNING, DATA_FOLDER_FOREIGN,
    ///     DATA_FOLDER_DAMAGED, DISK_FULL, ABSENT_BUILD, or BROKER_FAILED with the end of its log
    public void restart() {
        if (isAlive()) {
            throw new IllegalStateException("the broker runs already, as process " + pid());
        }
        launch();
    }

    /// Stops the broker cleanly; kills it when that takes longer than 30 s. Does nothing when it
    /// does not run.
    public void stop() {
        if (!isAlive()) {
            return;
        }
        asked.set(true);
        started().toHandle().destroy();
        if (!endsWithin(STOPS_WITHIN)) {
            kill();
        }
    }

    /// Ends the broker at once, as `kill -9` does. Does nothing when it does not run.
    public void kill() {
        if (process == null) {
            return;
        }
        asked.set(true);
        process.destroyForcibly();
        endsWithin(STOPS_WITHIN);
    }

    /// Stops the broker; deletes its folder if it is a temporary one.
    @Override
    public void close() {
        if (!temporary) {
            stop();
            return;
        }
        kill();
        try {
            BrokerFolder.delete(data);
        } catch (IOException e) {
            throw new IllegalStateException("the folder " + data + " cannot be deleted", e);
        }
    }

    private EmbeddedBroker launch() {
        try {
            for (int attempt = 1; ; attempt++) {
                if (!portsGiven && process == null) {
                    choosePorts();
                }
                try {
                    tryLaunch();
                    return this;
                } catch (TowpathException e) {
                    // Between choosing a free port and binding it, another process may take it.
                    boolean unlucky = e.code() == ErrorCode.PORT_TAKEN && !portsGiven;
                    if (!unlucky || attempt == PORT_ATTEMPTS) {
                        throw e;
                    }
                    process = null;
                }
            }
        } catch (IOException e) {
            throw new TowpathException(
                    ErrorCode.BROKER_FAILED,
                    "the embedded broker cannot be started: " + e + ". Its data is unchanged.",
                    e);
        }
    }

    private void tryLaunch() throws IOException {
        if (portsGiven) {
            port = port == 0 ? LoopbackPort.free() : port;
            controllerPort = controllerPort == 0 ? LoopbackPort.free() : controllerPort;
        }
        LoopbackPort.requireFree(port, "Kafka");
        LoopbackPort.requireFree(controllerPort, "the Kafka controller");
        Files.createDirectories(data);
        Files.createDirectories(logFile.getParent());
        requireSpace();
        Path settings = data.resolve("server.properties");
        Properties all = BrokerSettings.of(data.resolve("kafka"), port, controllerPort, properties);
        try (Writer writer = Files.newBufferedWriter(settings)) {
            all.store(writer, "Written anew at each start");
        }
        BrokerLog log = BrokerLog.from(logFile);
        Process child =
                new ProcessBuilder(command(settings))
                        .redirectError(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                        .start();
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<TowpathException> end = new CompletableFuture<>();
        AtomicBoolean wanted = new AtomicBoolean();
        process = child;
        ended = end;
        asked = wanted;
        Thread.ofPlatform()
                .daemon()
                .name("broker-" + child.pid())
                .start(
                        () -> {
                            answer.complete(firstLine(child));
                            int status = child.onExit().join().exitValue();
                            if (!wanted.get()) {
                                end.complete(log.failure(data, "ended, status " + status, ports()));
                            }
                        });
        await(child, answer, log);
    }

    private List<String> command(Path settings) {
        List<String> command = new ArrayList<>();
        // The shell has the broker ignore Ctrl-C: its parent decides when it stops.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.awt.headless=true",
                        "-Dlog4j2.loggerContextFactory="
                                + "org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                        "-Dlogback.configurationFile=dev/towpath/broker/broker-logback.xml",
                        "-Dtowpath.broker.log=" + logFile));
        command.addAll(jvmArguments);
        command.addAll(
                List.of(
                        "-cp",
                        BrokerJars.classPath(),
                        BrokerProcess.class.getName(),
                        data.toString(),
                        settings.toString(),
                        Long.toString(ProcessHandle.current().pid())));
        return command;
    }

    private void await(Process child, CompletableFuture<String> answer, BrokerLog log) {
        String line;
        try {
            line = answer.get(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            kill();
            throw log.failure(
                    data, "did not answer within " + STARTS_WITHIN.toSeconds() + " s", ports());
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw log.failure(data, "was stopped while it started", ports());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a reader that cannot fail has failed", e);
        }
        if (line.equals("ready")) {
            return;
        }
        endsWithin(STOPS_WITHIN);
        String[] parts = line.split("\t", 3);
        if (parts.length == 3 && parts[0].equals("failed")) {
            throw new TowpathException(ErrorCode.valueOf(parts[1]), parts[2]);
        }
        throw log.failure(data, "ended while it started, status " + child.exitValue(), ports());
    }

    private static String firstLine(Process child) {
        try {
            String line = child.inputReader(UTF_8).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    private boolean endsWithin(Duration limit) {
        try {
            return started().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException("the broker was never started");
        }
        return process;
    }

    private String ports() {
        return port + " and " + controllerPort;
    }

    private void choosePorts() throws IOException {
        port = LoopbackPort.free();
        do {
            controllerPort = LoopbackPort.free();
        } while (controllerPort == port);
    }

    private void requireSpace() throws IOException {
        long free = Files.getFileStore(data).getUsableSpace();
        if (free < leastFreeBytes) {
            throw new TowpathException(
                    ErrorCode.DISK_FULL,
                    "the disk of the data folder "
                            + data
                            + " has "
                            + (free >> 20)
                            + " MiB free, expected at least "
                            + (leastFreeBytes >> 20)
                            + " MiB. The broker was not started and its data is unchanged. Free"
                            + " some space and start again.");
        }
    }

    /// What a broker is started with.
    public static final class Builder {
        private final Path data;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final List<String> jvmArguments = new ArrayList<>();
        private Path logFile;
        private String heap = "384m";
        private long leastFreeBytes = 64L << 20;
        private int port;
        private int controllerPort;
        private boolean temporary;

        private Builder(Path data) {
            this.data = data;
            logFile = data.resolve("broker.log");
        }

        /// The port for clients on 127.0.0.1; 0, which is the default, takes a free one and keeps
        /// it over restarts.
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /// The controller's port on 127.0.0.1; 0, which is the default, takes a free one.
        public Builder controllerPort(int controllerPort) {
            this.controllerPort = controllerPort;
            return this;
        }

        /// The broker's largest heap as the JVM writes it, `384m` by default.
        public Builder heap(String heap) {
            this.heap = heap;
            return this;
        }

        /// Kafka's settings, over those of [BrokerSettings].
        public Builder properties(Map<String, String> more) {
            properties.putAll(more);
            return this;
        }

        /// Halves the processor time of a start, at the price of a broker that never gets as fast
        /// as it could: for tests.
        public Builder quickStart() {
            jvmArguments.add("-XX:TieredStopAtLevel=1");
            return this;
        }

        /// Where the broker logs; `broker.log` in the data folder by default.
        public Builder logFile(Path logFile) {
            this.logFile = logFile;
            return this;
        }

        /// The data folder is deleted when the broker is closed, which then need not end in order.
        public Builder temporary() {
            temporary = true;
            return this;
        }

        /// The bytes that the disk must have free for the broker to start; 64 MiB by default.
        public Builder leastFreeBytes(long leastFreeBytes) {
            this.leastFreeBytes = leastFreeBytes;
            return this;
        }

        /// Starts the broker and waits until it answers.
        ///
        /// @throws TowpathException as [EmbeddedBroker#restart()]
        public EmbeddedBroker start() {
            return new EmbeddedBroker(this).launch();
        }
    }
}
