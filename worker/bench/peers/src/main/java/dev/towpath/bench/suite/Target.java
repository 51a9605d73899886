package dev.towpath.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is to be reached, and how far it was.
///
/// @param text what is compared
/// @param bound the figure to reach
/// @param atLeast whether the figure must be as high, not as low
/// @param unit of the figure; empty for a ratio
/// @param found takes the figures
record Target(
        String text,
        double bound,
        boolean atLeast,
        String unit,
        Function<Figures, Optional<Found>> found) {
    static final String OURS = "Towpath";

    /// @param value the median
    /// @param values all of them
    /// @param with what was compared with, when that was chosen by its figures
    record Found(double value, List<Double> values, String with) {
        static Optional<Found> of(List<Double> values, String with) {
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Found(new Figures.Row("", values, null).median(), values, with));
        }
    }

    static final List<Target> ALL =
            List.of(
                    ratio(
                            "no-op, order none, dedup on ÷ bare poll + virtual threads",
                            0.6,
                            true,
                            Measure.READ_NO_OP,
                            Readers.TOWPATH,
                            Readers.BARE_AND_THREADS),
                    ratio(
                            "no-op, order group, Zipf ÷ Parallel Consumer KEY",
                            4,
                            true,
                            Measure.READ_NO_OP_ZIPF,
                            Readers.TOWPATH_GROUP,
                            Readers.PARALLEL_KEY),
                    ratio(
                            "10 ms handlers, 1,000 in flight ÷ bare poll + virtual threads",
                            0.9,
                            true,
                            Measure.READ_10_MS,
                            Readers.TOWPATH,
                            Readers.BARE_AND_THREADS),
                    ratio(
                            "10 ms handlers ÷ Spring Kafka at 6 partitions",
                            50,
                            true,
                            Measure.READ_10_MS,
                            Readers.TOWPATH,
                            Readers.SPRING),
                    best("drain 200,000 no-op ÷ the best peer", 5, true, Measure.DRAIN),
                    ratio(
                            "enqueue over HTTP from Node, 32 callers ÷ BullMQ add, 32 callers",
                            1,
                            true,
                            Measure.ENQUEUE,
                            OURS,
                            "BullMQ"),
                    best("bulk enqueue ÷ the best peer's bulk", 2, true, Measure.ENQUEUE_BULK),
                    best(
                            "p99 enqueue → start at 2,000 jobs/s ÷ the best peer",
                            1.5,
                            false,
                            Measure.LATENCY_2000),
                    ratio(
                            "drain rate at 10 M backlog ÷ at 100 k",
                            0.95,
                            true,
                            Measure.BACKLOG_RATE,
                            Growth.label(10_000_000),
                            Growth.label(100_000)),
                    value(
                            "heap of 10 M ledger keys",
                            480,
                            "MB",
                            Measure.LEDGER_HEAP,
                            Growth.label(10_000_000)),
                    value(
                            "growth of the gateway's process, 0 → 1 M delayed jobs",
                            32,
                            "MB",
                            Measure.LADDER_MEMORY,
                            Growth.label(1_000_000)),
                    value(
                            "allocation a no-op job in the engine",
                            1_024,
                            "bytes",
                            Measure.STEP_ALLOCATION,
                            Micro.WHOLE_JOB),
                    ratio(
                            "worker cold start to first job done, with AOT ÷ without",
                            0.6,
                            false,
                            Measure.COLD_START,
                            ColdStart.WITH,
                            ColdStart.WITHOUT));

    private static Target ratio(
            String text, double bound, boolean atLeast, Measure measure, String one, String other) {
        return new Target(
                text,
                bound,
                atLeast,
                "",
                figures -> Found.of(figures.ratios(measure, one, other), ""));
    }

    private static Target best(String text, double bound, boolean atLeast, Measure measure) {
        return new Target(
                text,
                bound,
                atLeast,
                "",
                figures ->
                        figures.best(measure, OURS)
                                .map(Map.Entry::getKey)
                                .flatMap(
                                        best ->
                                                Found.of(
                                                        figures.ratios(measure, OURS, best),
                                                        best)));
    }

    private static Target value(
            String text, double bound, String unit, Measure measure, String entrant) {
        return new Target(
                text,
                bound,
                false,
                unit,
                figures ->
                        figures.row(measure, entrant).flatMap(row -> Found.of(row.values(), "")));
    }

    boolean isReached(Found it) {
        return atLeast ? it.value >= bound : it.value <= bound;
    }

    String toReach() {
        return (atLeast ? "≥ " : "≤ ") + figure(bound) + (unit.isEmpty() ? "" : " " + unit);
    }

    /// A figure with three digits at least.
    static String figure(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
