package dev.towpath.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.broker.LoopbackPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A site of Next.js that was built from `src/test/next` and the npm package as it would be
/// published; it can be killed and started again at the same address.
final class NextSite implements AutoCloseable {
    private static final Path SITE = Path.of("src", "test", "next");
    private static final Path PACKAGE =
            Path.of(Objects.requireNonNull(System.getProperty("towpath.root")))
                    .resolve("producer/typescript");
    private static final long BUILD_SECONDS = 300;
    private static final long END_SECONDS = 60;

    private final Path folder;
    private final Path log;
    private final Map<String, String> environment;
    private final int port = LoopbackPort.free();
    private @Nullable Process process;

    private NextSite(Path folder, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.environment = environment;
        log = folder.resolve("log");
    }

    /// Installs and builds it, in a folder that is empty.
    ///
    /// @param environment for each start
    static NextSite build(Path folder, Map<String, String> environment) throws Exception {
        NextSite site = new NextSite(folder, environment);
        try (Stream<Path> files = Files.walk(SITE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(SITE.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.writeString(
                folder.resolve("package.json"), "{\"name\": \"site\", \"private\": true}");
        site.run(PACKAGE, "npm", "pack", "--silent", "--pack-destination", folder.toString());
        site.run(
                folder,
                "sh",
                "-c",
                "exec npm install --ignore-scripts --no-audit --no-fund --silent"
                        + " next@16 react@19 react-dom@19 pg@8 ./towpath-*.tgz");
        site.run(folder, site.next("build"));
        return site;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/api/towpath";
    }

    /// Starts it, when it is gone, and waits until it listens.
    ///
    /// @param more beside the variables that every start has
    void start(Map<String, String> more) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        Process started = process(folder, all, next("start", "-H", "127.0.0.1", "-p", "" + port));
        process = started;
        BufferedReader out = started.inputReader(UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("Ready in")) {
                return;
            }
        }
        throw new AssertionError("the site did not start: " + Files.readString(log));
    }

    /// Whether it has ended by itself, at the latest after a while.
    boolean ends(Duration within) throws InterruptedException {
        return running().waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Kills it, wherever it is.
    void kill() throws InterruptedException {
        running().destroyForcibly();
        awaitEnd();
    }

    /// Ends it as a deployment does.
    void stop() throws InterruptedException {
        running().destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (!running().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the site did not end within a minute");
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "the site was not started");
    }

    private String[] next(String... args) {
        String script = folder.resolve("node_modules/next/dist/bin/next").toString();
        return Stream.concat(Stream.of("node", script), Arrays.stream(args)).toArray(String[]::new);
    }

    private void run(Path where, String... command) throws IOException, InterruptedException {
        Process step = process(where, Map.of(), command);
        try (BufferedReader out = step.inputReader(UTF_8)) {
            List<String> said = out.readAllLines();
            if (!step.waitFor(BUILD_SECONDS, TimeUnit.SECONDS) || step.exitValue() != 0) {
                throw new AssertionError(
                        List.of(command) + " failed: " + said + Files.readString(log));
            }
        } finally {
            step.destroyForcibly();
        }
    }

    private Process process(Path where, Map<String, String> environment, String... command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("NEXT_TELEMETRY_DISABLED", "1");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
