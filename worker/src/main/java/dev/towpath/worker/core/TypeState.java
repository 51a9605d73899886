package dev.towpath.worker.core;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The jobs of one type in this worker: those that are ready, and those that run in the order in
/// which they started.
final class TypeState {
    private static final int ALARM_WINDOW = 1_000;
    private static final int ALARM_DUPLICATES = 990;

    private static final int JOBS_TURN = 4;

    private final ArrayDeque<Job> ready = new ArrayDeque<>();
    private final ArrayDeque<Job> express = new ArrayDeque<>();
    private int turn;
    final @Nullable TypePolicy policy;
    String gate = "";
    int inFlight;
    @Nullable Job oldestRunning;
    @Nullable Job newestRunning;
    private int arrivals;
    private int duplicates;
    private long suspectHigh;
    private long suspectLow;

    TypeState(@Nullable TypePolicy policy) {
        this.policy = policy;
    }

    boolean mayStart() {
        return policy != null
                && gate.isEmpty()
                && inFlight < policy.maxInFlight()
                && !(ready.isEmpty() && express.isEmpty());
    }

    void ready(Job job) {
        (job.express ? express : ready).add(job);
    }

    /// Takes the job that starts next: one that came by express, but each fourth time one that did
    /// not, so that a storm of retries does not keep out what is new.
    @Nullable Job take() {
        turn++;
        boolean ofJobs = express.isEmpty() || (turn % JOBS_TURN == 0 && !ready.isEmpty());
        return ofJobs ? ready.poll() : express.poll();
    }

    /// Takes the first job that is kept back and stands in the way of others: because it has waited
    /// so long, or because its partition is full. The jobs of a group stay, for their order's sake.
    @Nullable Job takeAside(long readyBefore) {
        Job job = aside(ready, readyBefore);
        return job == null ? aside(express, readyBefore) : job;
    }

    private static @Nullable Job aside(ArrayDeque<Job> jobs, long readyBefore) {
        Job first = jobs.peek();
        while (first != null && first.phase == Job.Phase.SETTLED) {
            jobs.remove();
            first = jobs.peek();
        }
        return first != null
                        && first.lane == null
                        && !first.partition.closing
                        && (first.readyAt <= readyBefore || first.partition.paused)
                ? jobs.remove()
                : null;
    }

    void drop(Partition partition) {
        ready.removeIf(job -> job.partition == partition);
        express.removeIf(job -> job.partition == partition);
    }

    void started(Job job) {
        inFlight++;
        job.earlier = newestRunning;
        if (newestRunning == null) {
            oldestRunning = job;
        } else {
            newestRunning.later = job;
        }
        newestRunning = job;
    }

    void ended(Job job) {
        inFlight--;
        if (job.earlier == null) {
            oldestRunning = job.later;
        } else {
            job.earlier.later = job.later;
        }
        if (job.later == null) {
            newestRunning = job.earlier;
        } else {
            job.later.earlier = job.earlier;
        }
        job.earlier = null;
        job.later = null;
    }

    /// Counts an arrival.
    ///
    /// @return whether nearly all of the last thousand were duplicates of one and the same job
    boolean counted(Arrival.Submitted arrival, boolean duplicate) {
        arrivals++;
        if (duplicate) {
            if (arrival.high() != suspectHigh || arrival.low() != suspectLow) {
                suspectHigh = arrival.high();
                suspectLow = arrival.low();
                duplicates = 0;
            }
            duplicates++;
        }
        if (arrivals < ALARM_WINDOW) {
            return false;
        }
        boolean alarm = duplicates >= ALARM_DUPLICATES;
        arrivals = 0;
        duplicates = 0;
        return alarm;
    }
}
