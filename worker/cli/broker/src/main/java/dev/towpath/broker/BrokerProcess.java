package dev.towpath.broker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The broker's own JVM: locks the data folder, formats it when it is new, and runs Kafka until
/// told to stop.
///
/// It tells its parent on standard output `ready`, or `failed`, an [ErrorCode] and why, separated
/// by tabs. It lives as long as its standard input stays open: a parent that dies, even by `kill
/// -9`, closes it.
public final class BrokerProcess {
    private static final Logger log = LoggerFactory.getLogger(BrokerProcess.class);
    private static final Duration PREDECESSOR_LEAVES_WITHIN = Duration.ofSeconds(30);

    private final BrokerFolder folder;
    private final PrintStream parent;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private BrokerProcess(BrokerFolder folder, PrintStream parent) {
        this.folder = folder;
        this.parent = parent;
    }

    /// @param args the data folder, the file of Kafka's settings, and the parent's process id
    public static void main(String[] args) {
        PrintStream parent =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Thread.ofPlatform().daemon().name("parent-watch").start(BrokerProcess::endWithParent);
        try {
            Properties properties = settings(Path.of(args[1]));
            String node = properties.getProperty(BrokerSettings.NODE_ID);
            new BrokerProcess(new BrokerFolder(Path.of(args[0]), node), parent)
                    .run(properties, Long.parseLong(args[2]));
        } catch (Throwable e) {
            fail(e, parent);
        }
    }

    private static Properties settings(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private void run(Properties properties, long parentPid) throws Exception {
        try (FileChannel channel =
                        FileChannel.open(
                                folder.lock(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                FileLock held = lock(channel)) {
            String owner = ProcessHandle.current().pid() + " " + parentPid + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
            format(properties);
            folder.open();
            serve(new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM));
            log.info("stopped; {} is released", held);
        }
    }

    private void serve(KafkaRaftServer server) throws InterruptedException {
        // Kafka ends the process when it cannot go on; while we stop, that must not wait on us.
        Exit.setExitProcedure((status, message) -> end(status, message));
        Exit.setHaltProcedure((status, message) -> Runtime.getRuntime().halt(status));
        Thread stop =
                Thread.ofPlatform()
                        .name("stop")
                        .unstarted(
                                () -> {
                                    stopping.set(true);
                                    server.shutdown();
                                    server.awaitShutdown();
                                    try {
                                        folder.closed();
                                    } catch (IOException e) {
                                        log.warn("the sizes of the segments are not noted", e);
                                    }
                                });
        server.startup();
        Runtime.getRuntime().addShutdownHook(stop);
        parent.println("ready");
        server.awaitShutdown();
        stop.join();
    }

    private void end(int status, @Nullable String message) {
        log.error("Kafka ends the process with status {}: {}", status, message);
        if (stopping.get()) {
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    private void format(Properties properties) throws Exception {
        String clusterId = folder.clusterId(Uuid.randomUuid().toString());
        if (folder.isNew(clusterId)) {
            new Formatter()
                    .setPrintStream(
                            new PrintStream(
                                    OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(Integer.parseInt(properties.getProperty(BrokerSettings.NODE_ID)))
                    .setClusterId(clusterId)
                    .setControllerListenerName(properties.getProperty("controller.listener.names"))
                    .setMetadataLogDirectory(folder.kafka().toString())
                    .addDirectory(folder.kafka().toString())
                    .run();
        }
    }

    /// The lock on the data folder. The system frees it with the process, so none is ever stale; a
    /// predecessor whose parent is gone is on its way out and is waited for.
    private FileLock lock(FileChannel channel) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PREDECESSOR_LEAVES_WITHIN.toNanos();
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            String[] owner = Files.readString(folder.lock()).strip().split(" ", -1);
            boolean leaving = owner.length == 2 && process(owner[1]).isEmpty();
            if (!leaving || System.nanoTime() > deadline) {
                throw new TowpathException(
                        ErrorCode.ALREADY_RUNNING,
                        "a broker runs on the data folder "
                                + folder.kafka().getParent()
                                + " already (process "
                                + owner[0]
                                + "). Nothing was started. Stop that one first, or name another"
                                + " folder.");
            }
            awaitEnd(owner[0], deadline - System.nanoTime());
        }
    }

    private static void awaitEnd(String pid, long nanos) throws InterruptedException {
        Optional<ProcessHandle> process = process(pid);
        if (process.isEmpty()) {
            return;
        }
        try {
            process.get().onExit().get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.warn("process {} still has the data folder", pid);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be seen", e);
        }
    }

    private static Optional<ProcessHandle> process(String pid) {
        return pid.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(pid))
                : Optional.empty();
    }

    private static void fail(Throwable e, PrintStream parent) {
        log.error("the broker did not start", e);
        if (e instanceof TowpathException failure) {
            parent.println("failed\t" + failure.code().name() + "\t" + failure.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing; only the end counts.
            }
        } catch (IOException e) {
            log.warn("standard input failed; stopping as if the parent were gone", e);
        }
        System.exit(0);
    }
}
