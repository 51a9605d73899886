package dev.towpath.bench.jmh;

import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.TypePolicy;
import dev.towpath.worker.core.Verdict;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A core with one partition, driven as the poll thread drives it: a tick, what was polled, one
/// event for each attempt that ended, a flush and its end. The handlers are done at once.
///
/// Its clock goes on by half a second a batch, so that as many ids are forgotten as come in once
/// the ledger is full: ids without dedup key are remembered for ten minutes.
final class Passage {
    static final QueuePartition PLACE = new QueuePartition("default", 0);
    static final String TYPE = "bench.noop";
    static final String CLIENT = "bench";

    /// After so many batches the ledger forgets as many ids as come in: ten minutes, and two rounds
    /// of sweeps of two minutes each.
    static final int UNTIL_STEADY = 2 * (600 + 2 * 128);

    private static final int EPOCH = 1;
    private static final long MILLIS_A_BATCH = 500;
    private static final long START = 1_767_225_600_000L;

    private final Core core;
    private final ArrayDeque<Effect.Start> ready = new ArrayDeque<>(Conditions.BATCH);
    private long now = START;

    Passage(Order order) {
        core =
                new Core(
                        new Limits(1_000, 64 << 20, 5_000, 32 << 20, 20_000, 10_000),
                        Map.of(TYPE, new TypePolicy(TYPE, order != Order.NONE, 60_000, 1_000)),
                        Map.of(PLACE.queue(), 1),
                        Set.of());
        tell(
                new Event.Opened(
                        PLACE, EPOCH, 1, 0, 0, 0, new LedgerTable(256 << 20), new Unfinished()));
    }

    /// What its clock shows, in milliseconds since 1970.
    long now() {
        return now;
    }

    /// Takes a batch to its end.
    ///
    /// @param commits commits a flush
    void settle(List<Arrival> arrivals, Consumer<Flush> commits) {
        now += MILLIS_A_BATCH;
        tell(new Event.Ticked());
        tell(new Event.Arrived(PLACE, EPOCH, false, arrivals));
        for (Effect.Start start = ready.poll(); start != null; start = ready.poll()) {
            tell(new Event.Finished(start.job(), start.run(), Verdict.DONE));
        }
        for (Effect effect : core.step(new Event.FlushReady(), now)) {
            if (effect instanceof Effect.Commit commit) {
                check(commit.flush(), arrivals.size());
                commits.accept(commit.flush());
                tell(new Event.FlushEnded(commit.flush(), true));
            }
        }
        if (core.unflushed() > 0) {
            throw new IllegalStateException("jobs are left: " + core.view());
        }
    }

    private static void check(Flush flush, int jobs) {
        if (flush.settlements().size() != jobs) {
            throw new IllegalStateException(
                    "expected " + jobs + " settled jobs, got " + flush.settlements().size());
        }
    }

    private void tell(Event event) {
        for (Effect effect : core.step(event, now)) {
            switch (effect) {
                case Effect.Start start -> ready.add(start);
                case Effect.Settled _ -> {}
                default -> throw new IllegalStateException("a job does not pass: " + effect);
            }
        }
    }
}
