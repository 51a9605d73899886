package dev.towpath.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A site in Node that has one route for jobs, built from the npm package; it can be killed and
/// started again at the same address.
final class NodeSite implements AutoCloseable {
    static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final Path folder;
    private final int port;
    private Process process;

    NodeSite(Path folder, Map<String, String> environment) throws IOException {
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

    private Process start(Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PORT", Integer.toString(port));
        all.put("EFFECTS", folder.resolve("effects").toString());
        all.putIfAbsent("TOWPATH_SIGNING_SECRET", SECRET);
        Path errors = folder.resolve("site.err");
        Process started = Node.start("site.mjs", all, errors);
        BufferedReader out = started.inputReader(UTF_8);
        if (!"up".equals(out.readLine())) {
            started.destroyForcibly();
            throw new AssertionError("the site did not start: " + Files.readString(errors));
        }
        return started;
    }
}
