package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.ledger.Unfinished;
import java.util.ArrayList;
import java.util.List;

/// How a job leaves this worker's memory: ended, or put back.
final class Endings {
    private final Results results;
    private final Waiting waiting;
    private final Notes notes;
    private final Backpressure backpressure;
    private final InFlight inFlight;
    private final Wanted wanted;
    private List<Behind> freed = new ArrayList<>();

    Endings(
            Results results,
            Waiting waiting,
            Notes notes,
            Backpressure backpressure,
            InFlight inFlight,
            Wanted wanted) {
        this.results = results;
        this.waiting = waiting;
        this.notes = notes;
        this.backpressure = backpressure;
        this.inFlight = inFlight;
        this.wanted = wanted;
    }

    /// The job has reached its end.
    void settle(Job job, State state, Verdict verdict, long now) {
        Mark mark = Marks.ended(job, state, now, verdict);
        LedgerTable ledger = job.partition.ledger;
        ledger.settleAt(
                ledger.find(job.arrival.high(), job.arrival.low()),
                state,
                LedgerLoader.rememberUntil(
                        mark.acceptedAt(), mark.settledAt(), mark.windowMillis()));
        leave(job, mark, verdict, now);
    }

    /// A copy of the job is stored: from here on it lives there.
    void putBack(Job job, Job.Departure departure, long now) {
        LedgerTable ledger = job.partition.ledger;
        long slot = ledger.find(job.arrival.high(), job.arrival.low());
        ledger.putBackAt(slot, departure.envelope().hop());
        // Had it been called off, it would have ended instead.
        job.partition
                .unfinished
                .cancels()
                .spare(job.arrival.high(), job.arrival.low(), job.arrival.envelope().client());
        leave(job, Marks.waiting(job, departure, now), departure.verdict(), now);
    }

    /// Keeps a submission until a job has left, instead of the one of its topic that was kept
    /// before: the newest is the last that a cancel speaks of.
    boolean keep(Job job, Behind newer) {
        newer.partition().took(newer.arrival().bytes());
        Behind before = job.keep(newer);
        if (before != null) {
            pass(before);
        }
        return true;
    }

    /// Submissions that are to be judged again, of those that were kept.
    List<Behind> freed() {
        if (freed.isEmpty()) {
            return List.of();
        }
        List<Behind> all = freed;
        freed = new ArrayList<>();
        return all;
    }

    private void free(Job job, State state) {
        for (Behind kept : job.takeKept()) {
            if (state == State.CANCELLED || !kept.copy()) {
                freed.add(kept);
            } else {
                pass(kept);
            }
        }
    }

    private void pass(Behind kept) {
        kept.partition().untook(kept.arrival().bytes());
        kept.frontier().settle(kept.sequence());
        wanted.add(new Effect.Skipped(kept.partition().place, kept.arrival(), false));
    }

    private void leave(Job job, Mark mark, Verdict verdict, long now) {
        Partition partition = job.partition;
        job.phase = Job.Phase.SETTLED;
        inFlight.release(job);
        partition.left(job);
        job.frontier().settle(job.sequence);
        if (mark.state() == State.WAITING) {
            partition.unfinished.note(
                    job.arrival.high(),
                    job.arrival.low(),
                    new Unfinished.Note(0, job.crashes, job.cursor));
        } else {
            partition.unfinished.forget(job.arrival.high(), job.arrival.low());
        }
        if (job.marked) {
            partition.suspects.left(job);
            notes.begin(partition, inFlight, results, now);
        }
        Settlement.Settled settled =
                new Settlement.Settled(
                        partition.place, partition.epoch, job.arrival, mark, verdict);
        results.add(partition, settled);
        wanted.add(new Effect.Settled(job, settled));
        Job next = partition.leaveLane(job);
        if (next != null) {
            waiting.admit(next, now);
        }
        free(job, mark.state());
        backpressure.resumeIfRoom(partition);
    }
}
