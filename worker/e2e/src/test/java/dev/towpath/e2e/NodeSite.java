package dev.towpath.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A site in Node that has one route for jobs, built from the npm package; it can be killed and
/// started again at the same address.
final class NodeSite implements AutoCloseable {
    static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final Path folder;
    private final int port;
    private Process process;

    /// @throws org.opentest4j.TestAbortedException when there is no Node and nobody requires it
    NodeSite(Path folder, Map<String, String> environment) throws IOException {
        boolean required = "required".equals(System.getenv("TOWPATH_NODE"));
        assumeTrue(required || isThere(), "left out: expected Node 20 or newer on the PATH, got none");
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = start(environment);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/api/towpath";
    }

    /// Starts it again, when it is gone.
    void restart(Map<String, String> environment) throws IOException {
        process = start(environment);
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the site did not end within a minute");
        }
    }

    /// Ends it as a deployment does.
    void stop() throws InterruptedException {
        process.destroy();
        awaitEnd();
    }

    /// What its jobs did, a line each: job, fence, number.
    List<String> effects() throws IOException {
        Path file = folder.resolve("effects");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static boolean isThere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "node")));
    }

    private Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("node", Path.of("src/test/node/site.mjs").toString())
                        .redirectError(folder.resolve("site.err").toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT", Integer.toString(port),
                                "EFFECTS", folder.resolve("effects").toString(),
                                "TOWPATH_SIGNING_SECRET", SECRET));
        builder.environment().putAll(environment);
        Process started = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8));
        if (!"up".equals(out.readLine())) {
            started.destroyForcibly();
            throw new AssertionError(
                    "the site did not start: " + Files.readString(folder.resolve("site.err")));
        }
        return started;
    }
}
