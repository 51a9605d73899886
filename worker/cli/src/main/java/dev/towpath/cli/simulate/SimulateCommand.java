package dev.towpath.cli.simulate;

import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Progress;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.testkit.fleet.Run;
import dev.towpath.testkit.fleet.Shortening;
import dev.towpath.testkit.fleet.Sweep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `towpath simulate`: the fleet of the testkit, from many seeds, judged by every guarantee.
@Command(
        name = "simulate",
        description = {
            "Run a fleet of workers in memory, with crashes, zombies, rebalances and lost answers,"
                    + " from one seed after the other, and judge what it does by every guarantee.",
            "Uses no Kafka and no file. A seed that breaks a guarantee is told with the fewest"
                    + " steps that break it still, and with what happened to the job."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(200);
    private static final Duration TO_SHORTEN = Duration.ofSeconds(10);
    private static final long DEFAULT_SEEDS = 1_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "How many seeds. Default: 1000, or with --minutes as many as there is time for.")
    private @Nullable Long seeds;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "The first seed; the others follow by one. Default: one by the clock.")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Begin no other seed after so many minutes. Default: no limit.")
    private @Nullable Long minutes;

    @Override
    public Integer call() throws InterruptedException {
        long first = seed == null ? System.currentTimeMillis() : seed;
        long count = most(seeds, "--seeds", minutes == null ? DEFAULT_SEEDS : Long.MAX_VALUE);
        Duration time =
                Duration.ofMinutes(most(minutes, "--minutes", Duration.ofDays(30).toMinutes()));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        int threads = Runtime.getRuntime().availableProcessors();
        out.println("Seeds from " + first + " on, on " + threads + " threads.");
        out.flush();
        long startedAt = System.nanoTime();
        AtomicReference<String> note = new AtomicReference<>("");
        Progress progress = new Progress(out);
        Optional<Run> broken =
                new Sweep(first, count, threads, time)
                        .run(
                                far -> {
                                    long nanos = System.nanoTime() - startedAt;
                                    note.set(note(far, nanos));
                                    if (count == Long.MAX_VALUE) {
                                        progress.show(nanos, time.toNanos(), note.get());
                                    } else {
                                        progress.show(far.seeds(), count, note.get());
                                    }
                                },
                                LOOKS_EVERY);
        if (broken.isPresent()) {
            out.println();
            out.println(note.get() + "; looking for the fewest steps that break it still.");
            out.flush();
            Run shorter = Shortening.of(broken.get(), TO_SHORTEN);
            throw breach(shorter.seed(), shorter.story());
        }
        progress.end(1, 1, note.get());
        out.println("Every guarantee was kept.");
        return ExitCode.OK;
    }

    /// What ends the command when a seed broke something.
    static TowpathException breach(long seed, String story) {
        return new TowpathException(
                ErrorCode.SIMULATION_BROKE,
                "a guarantee was broken in the simulation: "
                        + story
                        + "\nNothing but this simulation is concerned. That is a bug of Towpath:"
                        + " please report it with these lines. To run it again, which is safe:"
                        + "\n  towpath simulate --seeds 1 --seed "
                        + seed);
    }

    static String note(Sweep.Progress far, long nanos) {
        return String.format(
                Locale.ROOT,
                "%,d seeds, %.1f/s, %,d jobs, %d broken",
                far.seeds(),
                far.seeds() * 1e9 / Math.max(1, nanos),
                far.jobs(),
                far.breaches());
    }

    private long most(@Nullable Long given, String option, long otherwise) {
        if (given != null && given < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Invalid value for option '" + option + "': expected 1 or more, got " + given);
        }
        return given == null ? otherwise : given;
    }
}
