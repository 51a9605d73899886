package dev.towpath.worker.core;

import dev.towpath.schemas.wire.JobEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job between its arrival and its settlement. Its fields belong to the thread of the core; what
/// others read of it is final.
public final class Job {
    enum Phase {
        WAITING,
        READY,
        RUNNING,
        INTERRUPTED,
        LEAVING,
        DYING,
        SETTLED
    }

    final Partition partition;
    final Arrival.Submitted arrival;
    final TypeState type;
    final long sequence;
    final int generation;
    final boolean express;
    final long jobsOffset;
    int crashes;
    String cursor = "";
    String note = "";
    boolean suspect;
    boolean marked;
    boolean reserved;
    boolean cancelled;
    Phase phase = Phase.WAITING;
    int attempt;
    int run;
    long startedAt;
    long deadline;
    long giveUpAt;
    long wakeAt;
    long notBefore;
    long readyAt;
    long hinderedSince;
    @Nullable Departure departure;
    Verdict.@Nullable Failed death;
    @Nullable Lane lane;
    @Nullable Job earlier;
    @Nullable Job later;
    @Nullable Job before;
    private List<Behind> kept = List.of();
    @Nullable Job after;
    private @Nullable Object attachment;

    Job(
            Partition partition,
            Arrival.Submitted arrival,
            TypeState type,
            long sequence,
            int generation,
            boolean express,
            long jobsOffset) {
        this.partition = partition;
        this.arrival = arrival;
        this.type = type;
        this.sequence = sequence;
        this.generation = generation;
        this.express = express;
        this.jobsOffset = jobsOffset;
        this.attempt = arrival.envelope().attempt();
    }

    public Arrival.Submitted arrival() {
        return arrival;
    }

    public QueuePartition place() {
        return partition.place;
    }

    public int generation() {
        return generation;
    }

    /// Attempts that were made.
    public int attempts() {
        return attempt;
    }

    /// What the handler noted of the last attempt, empty for nothing.
    public String note() {
        return note;
    }

    /// The partition's assignment epoch in this worker.
    public int epoch() {
        return partition.epoch;
    }

    /// Keeps something of the shell's with the job, such as the thread that runs it.
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    /// What was attached last.
    public @Nullable Object attachment() {
        return attachment;
    }

    /// Keeps a later submission of the same job until this one has left.
    ///
    /// @return the copy of the same topic that was kept before, instead of which a newer one is;
    ///     null for none
    @Nullable Behind keep(Behind newer) {
        if (kept.isEmpty()) {
            kept = new ArrayList<>(2);
        }
        Behind before = null;
        for (Behind one : kept) {
            if (one.copy() && newer.copy() && one.express() == newer.express()) {
                before = one;
            }
        }
        kept.remove(before);
        kept.add(newer);
        return before;
    }

    /// Gives those up that were kept.
    List<Behind> takeKept() {
        List<Behind> all = kept;
        kept = List.of();
        return all;
    }

    /// Where its record is settled.
    Frontier frontier() {
        return express ? partition.express : partition.frontier;
    }

    /// How a job leaves for the ladder.
    ///
    /// @param envelope of the copy that is put there
    /// @param delayMillis after which it is due
    /// @param verdict of the last attempt
    record Departure(JobEnvelope envelope, long delayMillis, Verdict verdict) {}

    boolean running() {
        return phase == Phase.RUNNING || phase == Phase.INTERRUPTED;
    }
}
