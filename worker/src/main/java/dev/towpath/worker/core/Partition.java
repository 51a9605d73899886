package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.JobEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One partition that this worker owns, from its opening to its loss.
final class Partition implements LedgerTable.Forgetting {
    /// So many of one type in a row say that there are no others.
    private static final int MOST_ALIKE = 10_000;

    final QueuePartition place;
    final int epoch;
    final long ownerEpoch;
    final LedgerTable ledger;
    final Frontier frontier;
    final Frontier express;
    final Unfinished unfinished;
    final Suspects suspects;
    final Map<Long, Lane> lanes = new HashMap<>();
    final ArrayDeque<Job> held = new ArrayDeque<>();
    int unsettled;
    long unsettledBytes;
    int running;
    int leaving;
    int unflushed;
    long unflushedBytes;
    int newer;
    long flushedFrontier;
    long flushedExpress;
    private long logMillis;
    final Opening opening;
    private @Nullable Job newest;
    private @Nullable TypeState alike;
    private int alikeInARow;
    boolean paused;
    boolean expressPaused;
    boolean closing;
    boolean closed;
    long movedAt;
    private long reportedAt;

    Partition(
            QueuePartition place,
            int epoch,
            long ownerEpoch,
            LedgerTable ledger,
            Unfinished unfinished,
            int maxInFlight,
            long frontier,
            long express,
            long expressEnd,
            long now) {
        this.place = place;
        this.epoch = epoch;
        this.ownerEpoch = ownerEpoch;
        this.ledger = ledger;
        this.unfinished = unfinished;
        this.suspects = new Suspects(unfinished.isUnclean(), maxInFlight);
        this.frontier = new Frontier(frontier);
        this.express = new Frontier(express);
        this.opening = new Opening(expressEnd);
        this.flushedFrontier = frontier;
        this.flushedExpress = express;
        this.movedAt = now;
    }

    /// What is past its time may be forgotten, unless a crash could bring it back.
    @Override
    public boolean forgets(int rememberUntil, int offset) {
        return rememberUntil < LedgerLoader.forgottenBefore(logMillis) && forgetsEarly(offset);
    }

    @Override
    public boolean forgetsEarly(int offset) {
        return offset - (int) flushedFrontier < 0;
    }

    /// A job is read that was accepted then: the time of the log goes on, never past the clock's.
    void reads(long acceptedAt, long now) {
        logMillis = Math.max(logMillis, Math.min(acceptedAt, now));
    }

    boolean mustPause(Limits limits) {
        return unsettled >= limits.bufferJobs()
                || unsettledBytes + unflushedBytes >= limits.bufferBytes()
                || unflushed >= limits.maxUnflushed()
                || frontier.span() >= Limits.MAX_SPAN
                || ledger.overBound();
    }

    boolean mayResume(Limits limits) {
        return unsettled <= limits.bufferJobs() / 2
                && unsettledBytes + unflushedBytes <= limits.bufferBytes() / 2
                && unflushed <= limits.maxUnflushed() / 2
                && frontier.span() < Limits.MAX_SPAN / 2
                && !ledger.overBound();
    }

    /// Whether no more due jobs may come: at twice what stops new ones, so that a backlog of these
    /// does not stand in the way of those.
    boolean mustPauseExpress(Limits limits) {
        return unsettled >= 2L * limits.bufferJobs()
                || unsettledBytes + unflushedBytes >= 2 * limits.bufferBytes()
                || unflushed >= 2L * limits.maxUnflushed()
                || express.span() >= Limits.MAX_SPAN;
    }

    boolean mayResumeExpress(Limits limits) {
        return unsettled <= limits.bufferJobs()
                && unsettledBytes + unflushedBytes <= limits.bufferBytes()
                && unflushed <= limits.maxUnflushed()
                && express.span() < Limits.MAX_SPAN / 2;
    }

    /// Whether nothing of it runs or leaves, and everything settled is committed.
    boolean isQuiet() {
        return running == 0
                && leaving == 0
                && unflushed == 0
                && frontier.offset() == flushedFrontier
                && express.offset() == flushedExpress;
    }

    /// The job that a record would be.
    Job job(
            Arrival.Submitted arrival,
            TypeState type,
            long sequence,
            int generation,
            boolean ofExpress) {
        long jobsOffset = ofExpress ? judgedAt(arrival) : arrival.offset();
        return new Job(this, arrival, type, sequence, generation, ofExpress, jobsOffset);
    }

    /// The offset of the jobs topic at which the id of a job off the ladder was last judged; of one
    /// that is new, the last that was read.
    private long judgedAt(Arrival.Submitted arrival) {
        long last = frontier.position() - 1;
        long slot = ledger.find(arrival.high(), arrival.low());
        return slot == LedgerTable.ABSENT ? last : jobsOffset(ledger.offsetAt(slot));
    }

    /// The offset of the jobs topic near to where it is read that has these lower 32 bits.
    long jobsOffset(int lower) {
        long last = frontier.position() - 1;
        return last - ((int) last - lower);
    }

    /// Notes in the ledger that a job is live.
    ///
    /// @param fresh whether the ledger holds nothing of its id
    void remember(Job job, boolean fresh) {
        Arrival.Submitted arrival = job.arrival;
        JobEnvelope envelope = arrival.envelope();
        LedgerTable.Entry entry =
                new LedgerTable.Entry(
                        State.LIVE,
                        job.generation,
                        envelope.hop(),
                        envelope.has(JobEnvelope.OFF_LADDER),
                        envelope.isDelayed(),
                        envelope.windowMillis() > 0,
                        (int) envelope.checksum(),
                        (int) envelope.nonce(),
                        (int) job.jobsOffset,
                        Integer.MAX_VALUE);
        if (fresh) {
            ledger.add(arrival.high(), arrival.low(), entry, this);
        } else {
            ledger.succeed(arrival.high(), arrival.low(), entry, this);
        }
    }

    /// Notes in the ledger that a submission was a conflict.
    void rememberConflict(Job job, long now) {
        Arrival.Submitted arrival = job.arrival;
        JobEnvelope envelope = arrival.envelope();
        ledger.put(
                LedgerLoader.conflictHigh(arrival.high(), envelope.nonce()),
                arrival.low(),
                new LedgerTable.Entry(
                        State.CONFLICT,
                        envelope.generation(),
                        envelope.hop(),
                        envelope.has(JobEnvelope.OFF_LADDER),
                        false,
                        (int) envelope.checksum(),
                        (int) envelope.nonce(),
                        (int) job.jobsOffset,
                        LedgerLoader.rememberUntil(envelope.acceptedAt(), now, 0)),
                this);
    }

    /// Puts an ordered job behind the others of its group.
    ///
    /// @param width how many of a group may run at a time
    /// @return whether it is its turn at once
    boolean enterLane(Job job, int width) {
        Lane lane = lanes.get(job.arrival.lane());
        if (lane == null) {
            lane = new Lane(job.arrival.lane());
            lanes.put(lane.key, lane);
        }
        job.lane = lane;
        return lane.enter(job, width);
    }

    /// Takes a job that ended out of its lane, if it has one.
    ///
    /// @return the next of its group; null when there is none
    @Nullable Job leaveLane(Job job) {
        Lane lane = job.lane;
        if (lane == null) {
            return null;
        }
        Job next = lane.leave();
        if (lane.isEmpty()) {
            lanes.remove(lane.key);
        }
        return next;
    }

    /// Takes out what was held for want of this payload schema, in the order in which it came.
    List<Job> released(long fingerprint) {
        List<Job> released = new ArrayList<>();
        for (Job job : held) {
            if (job.type.policy != null && job.arrival.schema() == fingerprint) {
                released.add(job);
            }
        }
        held.removeAll(new HashSet<>(released));
        return released;
    }

    /// A record is kept in memory that is no job yet.
    void took(int bytes) {
        unsettled++;
        unsettledBytes += bytes;
    }

    /// It is no longer kept as that.
    void untook(int bytes) {
        unsettled--;
        unsettledBytes -= bytes;
    }

    /// A job is kept in memory.
    void took(Job job) {
        took(job.arrival.bytes());
        job.before = newest;
        if (newest != null) {
            newest.after = job;
        }
        newest = job;
    }

    /// A job came in from the jobs topic.
    void came(TypeState type) {
        alikeInARow = type == alike ? Math.min(alikeInARow + 1, MOST_ALIKE) : 1;
        alike = type;
    }

    /// Whether jobs of other types came lately, so that more may be behind.
    boolean hasOthersThan(TypeState type) {
        return alike != type || alikeInARow < MOST_ALIKE;
    }

    /// A job is so no longer.
    void left(Job job) {
        untook(job.arrival.bytes());
        if (job.after == null) {
            newest = job.before;
        } else {
            job.after.before = job.before;
        }
        if (job.before != null) {
            job.before.after = job.after;
        }
        job.before = null;
        job.after = null;
    }

    /// The job with this id that is in memory. Looks at all of them, but only when the ledger says
    /// that there is one.
    @Nullable Job find(long high, long low) {
        for (Job job = newest; job != null; job = job.before) {
            if (job.arrival.high() == high && job.arrival.low() == low) {
                return job;
            }
        }
        return null;
    }

    /// All jobs that are in memory.
    void forEach(Consumer<Job> action) {
        for (Job job = newest; job != null; job = job.before) {
            action.accept(job);
        }
    }

    /// Takes a job that ends before its turn out of where it waits for it. Who comes upon it in a
    /// queue for its turn passes it over.
    void stepOut(Job job) {
        Lane lane = job.lane;
        if (lane != null && lane.stepOut(job)) {
            job.lane = null;
        }
        held.remove(job);
    }

    void awaits(Settlement settlement) {
        unflushed++;
        unflushedBytes += settlement.bytes();
    }

    void flushed(Settlement settlement) {
        unflushed--;
        unflushedBytes -= settlement.bytes();
    }

    PartitionView view() {
        return new PartitionView(
                place,
                frontier.offset(),
                unsettled,
                unsettledBytes,
                running,
                held.size() + newer,
                paused,
                ledger.size(),
                ledger.bytes());
    }

    /// Why this partition stands still, once a minute while it does; empty while it does not.
    String stalled(long now, long stallMillis, Limits limits) {
        if (unsettled == 0 && unflushed == 0 && !paused) {
            movedAt = now;
            return "";
        }
        if (now - Math.max(movedAt, reportedAt) < stallMillis) {
            return "";
        }
        reportedAt = now;
        return place
                + " has not moved its frontier "
                + frontier.offset()
                + " for "
                + (now - movedAt) / 1000
                + " s: "
                + unsettled
                + " jobs wait or run, "
                + running
                + " run, "
                + (leaving > 0 ? leaving + " leave for the ladder, " : "")
                + (held.size() + newer)
                + " need a newer worker or another handler, "
                + unflushed
                + " results are not committed"
                + (ledger.overBound()
                        ? "; the ledger needs more memory than worker.ledgerBytesPerPartition"
                        : "")
                + (paused && mustPause(limits) ? "; it is paused because its buffer is full" : "");
    }
}
