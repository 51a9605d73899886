package dev.towpath.bench.suite;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.Jobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// From the start of a worker's process to its first job done, after a clean stop, with the JDK's
/// cache of loaded classes (JEP 483, 514 and 515) and without.
final class ColdStart implements Section {
    static final String WITH = "with the JDK's AOT cache";
    static final String WITHOUT = "without";

    @Override
    public String name() {
        return "cold-start";
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        return List.of(new Step("cold starts", () -> measure(sheet)));
    }

    private static void measure(Sheet sheet) throws Exception {
        Path cache = Files.createTempFile("towpath-bench", ".aot");
        Files.delete(cache);
        try (Bed bed = new Bed(6)) {
            Jobs jobs = new Jobs(bed);
            int job = 0;
            start(bed, jobs, job++, List.of("-XX:AOTCacheOutput=" + cache));
            for (int round = 0; round < sheet.either(3, Math.max(5, sheet.rounds())); round++) {
                for (String entrant : Sheet.turned(List.of(WITHOUT, WITH), round)) {
                    List<String> options =
                            entrant.equals(WITH)
                                    ? List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on")
                                    : List.of();
                    sheet.add(Measure.COLD_START, entrant, start(bed, jobs, job++, options));
                }
            }
        } finally {
            Files.deleteIfExists(cache);
        }
    }

    /// Milliseconds.
    private static double start(Bed bed, Jobs jobs, int number, List<String> more) {
        jobs.write(number, 1);
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                // What the JVM warns of is no answer.
                                "-Xlog:disable",
                                "-Xlog:all=warning:stderr"));
        options.addAll(more);
        long from = System.nanoTime();
        try (Child worker =
                new Child(
                        OurWorker.class,
                        options,
                        "first",
                        bed.bootstrap(),
                        Integer.toString(bed.partitions()))) {
            String said = worker.read();
            double millis = (System.nanoTime() - from) / 1e6;
            if (!said.equals("done") || !worker.ask().equals("stopped")) {
                throw new IllegalStateException("the worker said " + said);
            }
            worker.await();
            return millis;
        }
    }
}
