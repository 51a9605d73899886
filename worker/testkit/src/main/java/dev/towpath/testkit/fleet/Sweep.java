package dev.towpath.testkit.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Many seeds, one after the other on each of some threads, in both modes: from a first one on,
/// until so many are done, a time is over, or one breaks a guarantee.
public final class Sweep {
    private final Simulator simulator;
    private final long first;
    private final long seeds;
    private final int threads;
    private final long deadline;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();
    private final AtomicLong breaches = new AtomicLong();
    private final AtomicReference<Optional<Run>> broken = new AtomicReference<>(Optional.empty());

    /// How far it has come.
    ///
    /// @param seeds that were run to their end
    /// @param jobs that were submitted in them
    /// @param breaches seeds of them that broke something
    public record Progress(long seeds, long jobs, long breaches) {}

    /// Runs one seed.
    @FunctionalInterface
    interface Simulator {
        Run run(long seed, Mode mode);
    }

    /// @param first the first seed; the others follow by one
    /// @param seeds how many at most
    /// @param most how long; a seed that is under way then is run to its end
    public Sweep(long first, long seeds, int threads, Duration most) {
        this(Simulation::run, first, seeds, threads, most);
    }

    Sweep(Simulator simulator, long first, long seeds, int threads, Duration most) {
        this.simulator = simulator;
        this.first = first;
        this.seeds = seeds;
        this.threads = threads;
        this.deadline = System.nanoTime() + most.toNanos();
    }

    /// Runs them.
    ///
    /// @param progress is told how far it has come, in the end too
    /// @param every how often
    /// @return the run that broke a guarantee, of the lowest seed if it was more than one
    public Optional<Run> run(Consumer<Progress> progress, Duration every)
            throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                all.add(CompletableFuture.runAsync(this::work, pool));
            }
            CompletableFuture<Void> end =
                    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
            while (!isOver(end, every)) {
                progress.accept(progress());
            }
        }
        progress.accept(progress());
        return broken.get();
    }

    private static boolean isOver(CompletableFuture<Void> end, Duration most)
            throws InterruptedException {
        try {
            end.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a seed could not be judged: " + e.getCause(), e);
        }
    }

    private Progress progress() {
        return new Progress(done.get(), jobs.get(), breaches.get());
    }

    private void work() {
        while (breaches.get() == 0 && System.nanoTime() - deadline < 0) {
            long number = begun.getAndIncrement();
            if (number >= seeds) {
                return;
            }
            one(first + number);
        }
    }

    private void one(long seed) {
        for (Mode mode : Mode.values()) {
            Run run = simulator.run(seed, mode);
            jobs.addAndGet(run.jobs());
            if (!run.findings().isEmpty()) {
                breaches.incrementAndGet();
                broken.accumulateAndGet(Optional.of(run), Sweep::lowest);
                return;
            }
        }
        done.incrementAndGet();
    }

    private static Optional<Run> lowest(Optional<Run> one, Optional<Run> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.comparingLong(Run::seed));
    }
}
