package dev.towpath.e2e.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Jazzer (code-intelligence.com) in a JVM of its own: it makes inputs for one target, led by which
/// code they reach.
final class Jazzer implements AutoCloseable {
    private final Target target;
    private final Path folder;
    private final Process process;

    private Jazzer(Target target, Path folder, Process process) {
        this.target = target;
        this.folder = folder;
        this.process = process;
    }

    /// @param folder where it writes what it finds
    static Jazzer start(Target target, long seed, Duration time, Path folder) throws IOException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        int number = 0;
        for (byte[] sample : Samples.of(target)) {
            Files.write(corpus.resolve("sample-" + ++number), sample);
        }
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-Xss1m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dtowpath.fuzz=" + target,
                        "-Dtowpath.root=" + System.getProperty("towpath.root", "."),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + Fuzzed.class.getName(),
                        "--instrumentation_includes=dev.towpath.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder.resolve("found-"),
                        "-seed=" + seed,
                        "-max_total_time=" + time.toSeconds(),
                        "-max_len=" + target.mostBytes(),
                        "-timeout=20",
                        // The heap is bounded. What libFuzzer would bound is the peak, to which
                        // Linux counts that of the process which started this one.
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        corpus.toString()));
        if (Files.isDirectory(target.corpus())) {
            command.add(target.corpus().toString());
        }
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        return new Jazzer(target, folder, process);
    }

    /// What it found, with the input and where that belongs; empty for nothing.
    String await(Duration most) throws IOException, InterruptedException {
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            return target + " did not end within " + most + ", see " + folder.resolve("log");
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found =
                    files.filter(file -> file.getFileName().toString().startsWith("found-"))
                            .toList();
        }
        if (process.exitValue() == 0 && found.isEmpty()) {
            return "";
        }
        List<String> lines = Files.readAllLines(folder.resolve("log"));
        int from = 0;
        while (from < lines.size() && !lines.get(from).startsWith("== ")) {
            from++;
        }
        if (from == lines.size()) {
            from = Math.max(0, from - 20);
        }
        return "%s: copy %s to %s once it is mended.%n%s"
                .formatted(
                        target,
                        found,
                        target.corpus(),
                        String.join(
                                System.lineSeparator(),
                                lines.subList(from, Math.min(lines.size(), from + 25))));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
