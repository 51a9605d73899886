package dev.towpath.bench.peers.queues;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The system's Redis with what BullMQ asks of one in production: an append-only file that is
/// written to the disk each second, and nothing thrown out when memory is full
/// (https://docs.bullmq.io/guide/going-to-production). Snapshots are off: the file is enough.
public final class RedisStore implements Store {
    private static final String PROGRAM = "redis-server";
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;

    private static final Map<String, String> SETTINGS = asked();

    private final Process process;
    private final int port;
    private final Path folder;

    private RedisStore(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /// Starts one, and waits until it answers.
    ///
    /// @throws MissingException if there is no redis-server on the PATH
    public static RedisStore start() throws MissingException {
        Path program = program();
        for (int attempt = 1; ; attempt++) {
            try {
                return start(program);
            } catch (IOException e) {
                // Another may have taken the port between our look and the server's.
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public Map<String, String> settings() {
        return SETTINGS;
    }

    @Override
    public void close() {
        end(process);
        delete(folder);
    }

    private static Map<String, String> asked() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("save", "");
        all.put("appendonly", "yes");
        all.put("appendfsync", "everysec");
        all.put("maxmemory-policy", "noeviction");
        return Collections.unmodifiableMap(all);
    }

    private static Path program() throws MissingException {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new MissingException(
                                        PROGRAM
                                                + " was not found on the PATH: apt install"
                                                + " redis-server, or brew install redis"));
    }

    private static RedisStore start(Path program) throws IOException {
        Path folder = Files.createTempDirectory("towpath-bench-redis");
        Path log = folder.resolve("log");
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--dir", folder.toString()));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (answers(process, port)) {
            return new RedisStore(process, port, folder);
        }
        end(process);
        String said = Files.readString(log, UTF_8).strip();
        delete(folder);
        throw new IOException(PROGRAM + " did not answer on port " + port + "; it said: " + said);
    }

    private static boolean answers(Process process, int port) {
        long until = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < until) {
            if (ping(port)) {
                return process.isAlive();
            }
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean ping(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            byte[] pong = "+PONG".getBytes(US_ASCII);
            return Arrays.equals(pong, socket.getInputStream().readNBytes(pong.length));
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
