package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import org.jspecify.annotations.Nullable;

/// Ends the jobs that their clients want not to be run any more. A cancel speaks of what was
/// submitted before it, also where this worker has not read it yet; never of a later submission
/// under the same dedup key.
///
/// A job that runs is interrupted, and is cancelled unless it ends well all the same.
final class Cancelling {
    static final Verdict.Failed CANCELLED =
            Verdict.Failed.last(ErrorCode.CANCELLED, "its client cancelled it");

    private final Limits limits;
    private final Endings endings;
    private final Departures departures;
    private final Results results;
    private final Wanted wanted;

    Cancelling(
            Limits limits, Endings endings, Departures departures, Results results, Wanted wanted) {
        this.limits = limits;
        this.endings = endings;
        this.departures = departures;
        this.results = results;
        this.wanted = wanted;
    }

    /// Takes a cancel.
    void take(Partition partition, Arrival.Cancelling arrival, long now) {
        long high = arrival.high();
        long low = arrival.low();
        String client = arrival.cancel().client();
        Cancels.Ask ask = new Cancels.Ask(arrival.cancel().askedAt(), arrival.cancel().jobsEnd());
        partition.unfinished.cancels().put(high, low, client, ask);
        results.add(
                partition,
                new Settlement.Asked(
                        partition.place,
                        partition.epoch,
                        high,
                        low,
                        Marks.asked(client, ask, now)));
        long slot = partition.ledger.find(high, low);
        State state = slot == LedgerTable.ABSENT ? State.DONE : partition.ledger.stateAt(slot);
        if (state == State.WAITING) {
            withdraw(partition, slot, arrival, now);
        } else if (state.isLive()) {
            Job job = partition.find(high, low);
            if (job != null && covers(job)) {
                end(job, now);
            }
        }
    }

    /// Whether a job that was just taken in is not to be run.
    boolean covers(Job job) {
        Cancels.Ask ask = ask(job.partition, job.arrival);
        if (ask == null) {
            return false;
        }
        return job.express && job.arrival.envelope().hop() == 0
                ? ask.coversExpress(job.arrival.envelope().acceptedAt())
                : ask.coversJobs(job.jobsOffset);
    }

    /// A submission came that is the same as a live job. When it is newer than a cancel of that
    /// job, it is wanted after all.
    void repeated(Partition partition, Arrival.Submitted arrival, boolean express) {
        Cancels.Ask ask = ask(partition, arrival);
        if (ask == null || arrival.envelope().hop() > 0) {
            return;
        }
        boolean covered =
                express
                        ? ask.coversExpress(arrival.envelope().acceptedAt())
                        : ask.coversJobs(arrival.offset());
        long slot = partition.ledger.find(arrival.high(), arrival.low());
        if (covered || slot == LedgerTable.ABSENT || !partition.ledger.stateAt(slot).isLive()) {
            return;
        }
        partition
                .unfinished
                .cancels()
                .remove(arrival.high(), arrival.low(), arrival.envelope().client());
        Job job = partition.find(arrival.high(), arrival.low());
        if (job != null) {
            job.cancelled = false;
        }
    }

    private static Cancels.@Nullable Ask ask(Partition partition, Arrival.Submitted arrival) {
        Cancels cancels = partition.unfinished.cancels();
        return cancels.isEmpty()
                ? null
                : cancels.find(arrival.high(), arrival.low(), arrival.envelope().client());
    }

    private void end(Job job, long now) {
        switch (job.phase) {
            case WAITING, READY -> {
                job.partition.stepOut(job);
                endings.settle(job, State.CANCELLED, CANCELLED, now);
            }
            case LEAVING -> {
                departures.left(job);
                endings.settle(job, State.CANCELLED, CANCELLED, now);
            }
            case RUNNING -> {
                job.cancelled = true;
                job.phase = Job.Phase.INTERRUPTED;
                job.giveUpAt = now + limits.timeoutGraceMillis();
                wanted.add(new Effect.Interrupt(job, job.run));
            }
            case INTERRUPTED -> job.cancelled = true;
            case DYING, SETTLED -> {}
        }
    }

    /// Ends a job that waits on the ladder, when the asker's gateway saw it there. One that it did
    /// not see ends when it comes back.
    private void withdraw(Partition partition, long slot, Arrival.Cancelling arrival, long now) {
        Mark waiting = arrival.waiting();
        if (waiting == null
                || !waiting.client().equals(arrival.cancel().client())
                || partition.ledger.nonceAt(slot) != (int) waiting.nonce()
                || partition.ledger.generationAt(slot) != waiting.generation()) {
            return;
        }
        Mark mark = Marks.withdrawn(waiting, now);
        partition.ledger.settleAt(
                slot,
                State.CANCELLED,
                LedgerLoader.rememberUntil(
                        mark.acceptedAt(), mark.settledAt(), mark.windowMillis()));
        partition.unfinished.forget(arrival.high(), arrival.low());
        Settlement.Withdrawn withdrawn =
                new Settlement.Withdrawn(
                        partition.place, partition.epoch, arrival.high(), arrival.low(), mark);
        results.add(partition, withdrawn);
        wanted.add(new Effect.Refused(withdrawn));
    }
}
