package dev.towpath.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.gateway.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A gateway in a process of its own, so that its memory and processor time are its own.
public final class GatewayAlone implements AutoCloseable {
    private final Process process;
    private final int port;

    private GatewayAlone(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts a small one and waits until it listens.
    public static GatewayAlone start(Bed bed) {
        return start(bed, List.of("-Xmx256m", "-XX:+UseSerialGC"));
    }

    /// @param options of its JVM
    public static GatewayAlone start(Bed bed, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayAlone.class.getName(),
                        bed.bootstrap(),
                        Integer.toString(bed.partitions())));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the gateway did not start");
            }
            var _ = Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
            return new GatewayAlone(process, Integer.parseInt(line.substring(5)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param args the broker and how many partitions the queue has
    public static void main(String[] args) throws InterruptedException {
        Gateway gateway =
                Gateway.start(Bed.config(args[0], Integer.parseInt(args[1])), Bed.payloads());
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        System.out.println("port " + gateway.port());
        new CountDownLatch(1).await();
    }

    public int port() {
        return port;
    }

    /// Memory in bytes: what the heap holds after a collection, and what the process has.
    public record Memory(long heap, long resident) {}

    Memory memory() {
        command("GC.run");
        command("GC.run");
        long heap = 0;
        for (String line : command("GC.heap_info").split("\n", -1)) {
            int used = line.indexOf(" used ");
            boolean part = line.contains("DefNew") || line.contains("Tenured");
            if (part && used > 0) {
                heap += Long.parseLong(line.substring(used + 6, line.indexOf('K', used))) << 10;
            }
        }
        return new Memory(heap, resident());
    }

    /// The most memory that the process has had, in bytes.
    public long peak() {
        return status("VmHWM:");
    }

    private long resident() {
        return status("VmRSS:");
    }

    private long status(String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The processor time so far.
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String command(String what) {
        try {
            Process jcmd =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                            .toString(),
                                    Long.toString(process.pid()),
                                    what)
                            .redirectErrorStream(true)
                            .start();
            String text = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
            jcmd.onExit().join();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `kill -9`.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// As SIGTERM.
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
