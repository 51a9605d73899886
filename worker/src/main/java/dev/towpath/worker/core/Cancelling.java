package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
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
        Cancels.Ask asked = new Cancels.Ask(arrival.cancel().askedAt(), arrival.cancel().jobsEnd());
        Cancels.Ask ask = partition.unfinished.cancels().put(high, low, client, asked);
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
        return covers(ask, job.arrival.envelope(), job.jobsOffset);
    }

    private static boolean covers(Cancels.Ask ask, JobEnvelope envelope, long jobsOffset) {
        return envelope.isDelayed()
                ? ask.coversExpress(envelope.acceptedAt())
                : ask.coversJobs(jobsOffset);
    }

    /// A submission came under the id of a job that has not ended. A cancel that does not speak of
    /// it may end that job, and then it is another one. So it waits until the job has left this
    /// worker, the newest of each topic does; one with another payload when the job is called off.
    /// A job that is on the ladder, or yet to be read, and is called off ends here and now; so does
    /// one with a delay that was waiting when the cancel was read, since the ledger's table does
    /// not say when it was accepted.
    ///
    /// @return whether it waits
    boolean waits(Behind newer, long now) {
        Partition partition = newer.partition();
        Arrival.Submitted arrival = newer.arrival();
        LedgerTable ledger = partition.ledger;
        long slot = ledger.find(arrival.high(), arrival.low());
        if (slot == LedgerTable.ABSENT
                || !ledger.stateAt(slot).isLive()
                || arrival.envelope().hop() > 0
                || arrival.envelope().has(JobEnvelope.REPLAYED)
                || ledger.nonceAt(slot) == (int) arrival.envelope().nonce()) {
            return false;
        }
        if (newer.copy() && ledger.checksumAt(slot) != (int) arrival.envelope().checksum()) {
            // It repeats one that was a conflict, not the job.
            return false;
        }
        Job job = partition.find(arrival.high(), arrival.low());
        if (job != null) {
            return (newer.copy() || job.cancelled) && endings.keep(job, newer);
        }
        if (partition.opening.lasts(partition)) {
            partition.opening.keep(newer);
            return true;
        }
        Cancels.Ask ask = ask(partition, arrival);
        if (ask != null
                && !covers(ask, arrival.envelope(), arrival.offset())
                && (ledger.delayedAt(slot)
                        || ask.coversJobs(partition.jobsOffset(ledger.offsetAt(slot))))
                && !partition
                        .unfinished
                        .cancels()
                        .spares(arrival.high(), arrival.low(), arrival.envelope().client())) {
            Mark mark = Marks.withdrawn(ledger, slot, arrival, now);
            settle(partition, slot, arrival.high(), arrival.low(), mark);
        }
        return false;
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
        settle(partition, slot, arrival.high(), arrival.low(), Marks.withdrawn(waiting, now));
    }

    private void settle(Partition partition, long slot, long high, long low, Mark mark) {
        partition.ledger.settleAt(
                slot,
                State.CANCELLED,
                LedgerLoader.rememberUntil(
                        mark.acceptedAt(), mark.settledAt(), mark.windowMillis()));
        partition.unfinished.forget(high, low);
        Settlement.Withdrawn withdrawn =
                new Settlement.Withdrawn(partition.place, partition.epoch, high, low, mark);
        results.add(partition, withdrawn);
        wanted.add(new Effect.Refused(withdrawn));
    }
}
