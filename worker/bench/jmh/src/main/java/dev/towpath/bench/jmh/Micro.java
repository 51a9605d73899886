package dev.towpath.bench.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Runs all benchmarks, prints what each costs a job, and writes it to a file.
public final class Micro {
    private static final int QUICK_ITERATIONS = 3;
    private static final TimeValue QUICK_TIME = TimeValue.milliseconds(500);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /// What each is called where people read of it.
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("WholeJob.orderNone", "whole job, order none"),
                    Map.entry("WholeJob.orderGroup", "whole job, order group"),
                    Map.entry("CoreStep.orderNone", "core step, order none"),
                    Map.entry("CoreStep.orderGroup", "core step, order group"),
                    Map.entry("LaneTurns.dispatch", "lane and turn, order group"),
                    Map.entry("Decoding.decodeRecord", "record decode"),
                    Map.entry("Decoding.decodeEnvelope", "envelope decode"),
                    Map.entry("Decoding.encodeEnvelope", "envelope encode"),
                    Map.entry("Decoding.writeHeaders", "headers write"),
                    Map.entry("FlushAssembly.marks", "flush assembly"),
                    Map.entry("LedgerKeys.insert", "ledger insert, 1M keys"),
                    Map.entry("LedgerKeys.hit", "ledger look-up hit, 1M keys"),
                    Map.entry("LedgerKeys.miss", "ledger look-up miss, 1M keys"),
                    Map.entry("Payloads.readJson", "JSON read, 300 bytes"),
                    Map.entry("Payloads.encodeAvro", "JSON to Avro, 300 bytes"),
                    Map.entry("Payloads.decodeAvro", "Avro decode, 300 bytes"));

    /// What one benchmark found.
    ///
    /// @param nanos a job
    /// @param bytes allocated a job
    public record Cost(String name, double nanos, double bytes) {}

    private Micro() {}

    /// @param args `--quick` for a first impression, and the file that is written
    public static void main(String[] args) throws RunnerException {
        Locale.setDefault(Locale.ROOT);
        List<String> given = new ArrayList<>(Arrays.asList(args));
        boolean quick = given.remove("--quick");
        if (given.size() != 1 || given.getFirst().startsWith("-")) {
            System.err.println("usage: Micro [--quick] OUTPUT.json");
            System.exit(2);
        }
        Path output = Path.of(given.getFirst());
        List<Cost> costs = new ArrayList<>();
        for (RunResult result : new Runner(options(quick).build()).run()) {
            costs.add(cost(result));
        }
        costs.sort(Comparator.comparing(Cost::name));
        print(costs);
        ObjectWriter json = new JsonMapper().writerWithDefaultPrettyPrinter();
        json.writeValue(output, costs);
        System.out.println("written to " + output.toAbsolutePath());
    }

    private static ChainedOptionsBuilder options(boolean quick) {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include("^dev\\.towpath\\.")
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true);
        return quick
                ? options.forks(1)
                        .warmupIterations(QUICK_ITERATIONS)
                        .warmupTime(QUICK_TIME)
                        .measurementIterations(QUICK_ITERATIONS)
                        .measurementTime(QUICK_TIME)
                : options;
    }

    private static Cost cost(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated == null) {
            throw new IllegalStateException("JMH's gc profiler does not say " + ALLOCATED);
        }
        return new Cost(
                name(result.getParams().getBenchmark()),
                result.getPrimaryResult().getScore(),
                allocated.getScore());
    }

    private static String name(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        String key = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
        return NAMES.getOrDefault(key, key);
    }

    private static void print(List<Cost> costs) {
        System.out.printf("%n%-32s %12s %12s%n", "", "ns a job", "bytes a job");
        for (Cost cost : costs) {
            System.out.printf("%-32s %,12.1f %,12.1f%n", cost.name, cost.nanos, cost.bytes);
        }
    }
}
