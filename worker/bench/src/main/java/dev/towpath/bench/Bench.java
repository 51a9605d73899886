package dev.towpath.bench;

import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.schemas.config.WorkerConfig;
import java.util.Locale;

/// Runs one measurement by name. Each prints what it measured and, first, on what machine.
public final class Bench {
    private Bench() {}

    /// @param args the measurement, and how much of it
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        if (args.length == 0) {
            System.err.println(
                    "usage: bench drain|restore|ledger|posts|lines|latency|ladder|pushes|push-overhead"
                            + " [COUNT]"
                            + " [all|notable|off]: the history, of drain");
            System.exit(2);
        }
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        System.out.printf(
                "machine: %d processors, %s, Java %s, %s %s; kafka on the same machine%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"));
        switch (args[0]) {
            case "drain" -> NoOpDrain.run(count == 0 ? 3_000_000 : count, history(args));
            case "restore" -> RestoreRate.run(count == 0 ? 3_000_000 : count);
            case "ledger" -> LedgerCost.run(count == 0 ? 10_000_000 : count);
            case "posts" -> Posts.run(count == 0 ? 200_000 : count);
            case "lines" -> Lines.run(count == 0 ? 500_000 : count);
            case "latency" -> Latency.run(count == 0 ? 30_000 : count);
            case "ladder" -> LadderCost.run(count == 0 ? 1_000_000 : count);
            case "pushes" -> Pushes.inFlight(count == 0 ? 100_000 : count);
            case "push-overhead" -> PushOverhead.run(count == 0 ? 5 : count);
            default -> throw new IllegalArgumentException("no measurement is called " + args[0]);
        }
    }

    private static HistoryKept history(String[] args) {
        return args.length > 2
                ? HistoryKept.valueOf(args[2].toUpperCase(Locale.ROOT))
                : WorkerConfig.defaults().history();
    }
}
