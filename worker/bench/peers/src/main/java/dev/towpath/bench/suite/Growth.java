package dev.towpath.bench.suite;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.GatewayAlone;
import dev.towpath.bench.Jobs;
import dev.towpath.bench.LadderCost;
import dev.towpath.bench.LedgerCost;
import dev.towpath.bench.Lines;
import dev.towpath.bench.RestoreRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What becomes of rates and memory when there is more of something.
final class Growth implements Section {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PARTITIONS = 6;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        if (sheet.quick()) {
            return List.of(table(1_000_000, sheet), upload(100_000, sheet));
        }
        List<Step> steps = new ArrayList<>();
        for (int round = 0; round < sheet.rounds(); round++) {
            for (int backlog : List.of(10_000, 100_000, 1_000_000, 10_000_000)) {
                steps.add(new Step("backlog of " + label(backlog), () -> backlog(backlog, sheet)));
            }
            for (int partitions : List.of(6, 24, 96)) {
                steps.add(
                        new Step(partitions + " partitions", () -> partitions(partitions, sheet)));
            }
            for (int types : List.of(1, 1_000)) {
                steps.add(new Step(label(types) + " job types", () -> types(types, sheet)));
            }
        }
        for (int keys : List.of(100_000, 1_000_000, 3_000_000, 10_000_000)) {
            steps.add(new Step("restore of " + label(keys) + " keys", () -> restore(keys, sheet)));
        }
        for (int keys : List.of(100_000, 1_000_000, 10_000_000)) {
            steps.add(table(keys, sheet));
        }
        List<Integer> waiting = List.of(100_000, 1_000_000);
        steps.add(new Step("jobs that wait", () -> ladder(waiting, sheet)));
        for (int lines : List.of(10_000, 100_000, 1_000_000)) {
            steps.add(upload(lines, sheet));
        }
        return steps;
    }

    private static Step table(int keys, Sheet sheet) {
        return new Step(
                "ledger's table of " + label(keys) + " keys",
                () -> sheet.add(Measure.LEDGER_HEAP, label(keys), LedgerCost.heap(keys) / 1e6));
    }

    private static Step upload(int lines, Sheet sheet) {
        return new Step(
                "upload of " + label(lines) + " lines",
                () -> {
                    try (Bed bed = new Bed(PARTITIONS);
                            GatewayAlone gateway = GatewayAlone.start(bed)) {
                        bed.awaitReady(gateway.port());
                        Lines.stream(gateway.port(), lines, "line");
                        sheet.add(Measure.UPLOAD_MEMORY, label(lines), gateway.peak() / 1e6);
                    }
                });
    }

    static String label(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static void backlog(int jobs, Sheet sheet) {
        JsonNode found = drain(PARTITIONS, 1, 1_500_000, jobs);
        sheet.add(Measure.BACKLOG_RATE, label(jobs), found.get("rate").doubleValue());
        sheet.add(Measure.BACKLOG_MEMORY, label(jobs), found.get("resident").doubleValue() / 1e6);
    }

    private static void partitions(int partitions, Sheet sheet) {
        JsonNode found = drain(partitions, 1, 1_000_000, 1_000_000);
        sheet.add(Measure.PARTITIONS, label(partitions), found.get("rate").doubleValue());
    }

    private static void types(int types, Sheet sheet) {
        JsonNode found = drain(PARTITIONS, types, 1_000_000, 1_000_000);
        sheet.add(Measure.TYPES, label(types), found.get("rate").doubleValue());
    }

    /// @param warm jobs that are done before it counts
    /// @param jobs that wait from then on
    static JsonNode drain(int partitions, int types, int warm, int jobs) {
        try (Bed bed = new Bed(partitions)) {
            Jobs.ofTypes(bed, types).write(warm + jobs);
            try (Child worker =
                    new Child(
                            OurWorker.class,
                            List.of("-Xmx2g", "-XX:+UseParallelGC"),
                            "drain",
                            bed.bootstrap(),
                            Integer.toString(partitions),
                            Integer.toString(types),
                            Integer.toString(warm),
                            Integer.toString(jobs))) {
                return JSON.readTree(worker.read());
            }
        }
    }

    private static void restore(int keys, Sheet sheet) throws Exception {
        for (double rate : RestoreRate.rates(keys, sheet.rounds())) {
            sheet.add(Measure.RESTORE, label(keys), rate);
        }
    }

    private static void ladder(List<Integer> counts, Sheet sheet) throws Exception {
        List<GatewayAlone.Memory> memory = LadderCost.memory(counts);
        long none = memory.getFirst().resident();
        for (int i = 0; i < counts.size(); i++) {
            double growth = (memory.get(i + 1).resident() - none) / 1e6;
            sheet.add(Measure.LADDER_MEMORY, label(counts.get(i)), growth);
        }
    }
}
