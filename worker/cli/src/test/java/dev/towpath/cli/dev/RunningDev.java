package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.LoopbackPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `towpath dev` in a process of its own, as a user starts it, and commands in other terminals of
/// the same folder.
final class RunningDev implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private RunningDev(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("dev-output").start(this::collect);
    }

    /// What a command said and how it ended.
    record Said(int status, String text) {}

    /// Free ports for a dev, as options.
    static String[] freePorts() throws IOException {
        return new String[] {
            "--kafka-port=" + LoopbackPort.free(),
            "--gateway-port=" + LoopbackPort.free(),
            "--worker-port=" + LoopbackPort.free()
        };
    }

    static RunningDev start(Path folder, String... ports) throws IOException {
        List<String> args = new ArrayList<>(List.of("dev"));
        args.addAll(Arrays.asList(ports));
        return new RunningDev(launch(folder, args));
    }

    /// Runs a command of Towpath to its end.
    static Said towpath(Path folder, String... args) throws Exception {
        return ended(launch(folder, Arrays.asList(args)));
    }

    /// Runs a line as pasted into a shell.
    static Said shell(Path folder, String line) throws Exception {
        return ended(
                new ProcessBuilder("sh", "-c", line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start());
    }

    /// Waits until it has said a line that has this in it.
    String await(String part) throws InterruptedException {
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("a line with '%s' after:\n%s", part, text()).isNotNull();
            assertThat(line).as("'%s' before the end of:\n%s", part, text()).isNotEqualTo(END);
            seen.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
    }

    /// Waits until the screen is there.
    RunningDev awaitScreen() throws InterruptedException {
        await("Ctrl-C ");
        return this;
    }

    /// All that it has said so far, as far as anybody waited for it.
    String text() {
        return String.join("\n", seen);
    }

    /// The line that it prints for pasting.
    String curl() {
        return seen.stream().filter(l -> l.startsWith("  curl ")).findFirst().orElseThrow().strip();
    }

    /// Where its gateway listens, by the screen.
    String gateway() {
        Matcher matcher =
                Pattern.compile("^  gateway +(http://\\S+)", Pattern.MULTILINE).matcher(text());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The process that plays a role, by the screen.
    ProcessHandle role(String role) {
        Matcher matcher =
                Pattern.compile("^  " + role + " +\\S+ +process (\\d+) ", Pattern.MULTILINE)
                        .matcher(text());
        assertThat(matcher.find()).as("the process of the %s in:\n%s", role, text()).isTrue();
        return ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow();
    }

    long pid() {
        return process.pid();
    }

    /// Stops it as Ctrl-C does, by the signal that a service manager sends.
    void stop() throws InterruptedException {
        // Process.destroy() would close the output before its end was read.
        process.toHandle().destroy();
        awaitEnd();
    }

    /// Ends it without a chance to say or do anything.
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (String line = lines.take(); !line.equals(END); line = lines.take()) {
            seen.add(line);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(e.toString());
        }
        lines.add(END);
    }

    private static Process launch(Path folder, List<String> args) throws IOException {
        Files.createDirectories(folder);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dtowpath.root=" + System.getProperty("towpath.root"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.towpath.cli.Towpath"));
        command.addAll(args);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static Said ended(Process process) throws Exception {
        String text;
        try {
            text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Said(process.waitFor(), text);
    }
}
