package dev.towpath.worker.core;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
    private final Target target;
    private final Pace pace;
    private int share;
    String gate = "";
    int inFlight;
    private int reserved;
    @Nullable Job oldestRunning;
    @Nullable Job newestRunning;
    private int arrivals;
    private int duplicates;
    private long suspectHigh;
    private long suspectLow;

    TypeState(@Nullable TypePolicy policy, Target target) {
        this.policy = policy;
        this.target = target;
        boolean shared = policy != null && policy.shared();
        this.pace = new Pace(shared ? 0 : Double.POSITIVE_INFINITY);
        this.share = shared ? 0 : Integer.MAX_VALUE;
    }

    /// Whether this worker runs fewer of it than it may.
    boolean hasRoom() {
        return policy != null && inFlight + reserved < policy.maxInFlight();
    }

    boolean mayStart(long now) {
        return hasRoom() && !(ready.isEmpty() && express.isEmpty()) && held(now).isEmpty();
    }

    /// This worker's share of what all together may run of the type.
    void share(Event.Shared shared, long now) {
        share = shared.inFlight();
        pace.set(shared.perSecond(), now);
    }

    /// Why nothing of the type starts; empty when something may. That one worker runs as many as it
    /// may is no reason: that ends by itself.
    String held(long now) {
        if (!gate.isEmpty()) {
            return gate;
        }
        if (!target.hasRoom()) {
            return target.full();
        }
        if (inFlight + reserved >= share) {
            return "as many jobs of its type run over all workers as may";
        }
        return pace.allows(now) ? "" : "as many jobs of its type began over all workers as may";
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

    /// Whether something keeps its jobs back, be it only that this worker runs as many as it may.
    boolean waits(long now) {
        return !hasRoom() || !held(now).isEmpty();
    }

    /// Takes the first job that is kept back and stands in the way of others: because it has waited
    /// so long, or because its partition is full. The jobs of a group stay, for their order's sake.
    @Nullable Job takeAside(long readyBefore) {
        Job job = aside(ready, readyBefore);
        return job == null ? aside(express, readyBefore) : job;
    }

    /// Behind a limit jobs go on, if slowly: they stand in the way only of a partition that is full
    /// and in which others come as well.
    private @Nullable Job aside(ArrayDeque<Job> jobs, long readyBefore) {
        Job first = jobs.peek();
        while (first != null && first.phase == Job.Phase.SETTLED) {
            jobs.remove();
            first = jobs.peek();
        }
        return first != null
                        && first.lane == null
                        && !first.partition.closing
                        && (gate.isEmpty()
                                ? first.readyAt <= readyBefore
                                        && first.partition.paused
                                        && first.partition.hasOthersThan(this)
                                : first.readyAt <= readyBefore || first.partition.paused)
                ? jobs.remove()
                : null;
    }

    void drop(Partition partition) {
        ready.removeIf(job -> job.partition == partition);
        express.removeIf(job -> job.partition == partition);
    }

    /// What there is to do of this type.
    WorkView.TypeWork work() {
        Set<Partition> partitions = Collections.newSetFromMap(new IdentityHashMap<>());
        addPartitions(ready, partitions);
        addPartitions(express, partitions);
        for (Job job = oldestRunning; job != null; job = job.later) {
            partitions.add(job.partition);
        }
        return new WorkView.TypeWork(
                policy == null ? "" : policy.queue(),
                policy == null ? "" : policy.type(),
                partitions.size(),
                ready.size() + express.size(),
                inFlight);
    }

    private static void addPartitions(ArrayDeque<Job> jobs, Set<Partition> partitions) {
        Partition last = null;
        for (Job job : jobs) {
            if (job.partition != last) {
                last = job.partition;
                partitions.add(last);
            }
        }
    }

    /// Adds the jobs that have run the longest, at most [WorkView#MAX_RUNNING].
    void running(List<WorkView.RunningJob> running) {
        int left = WorkView.MAX_RUNNING;
        for (Job job = oldestRunning; job != null && left > 0; job = job.later) {
            left--;
            running.add(
                    new WorkView.RunningJob(
                            job.partition.place,
                            job.arrival.high(),
                            job.arrival.low(),
                            job.attempt,
                            job.startedAt));
        }
    }

    /// One is about to begin.
    void reserve() {
        reserved++;
        target.started();
        pace.take();
    }

    /// It begins, or does not.
    void release() {
        reserved--;
        target.ended();
        pace.giveBack();
    }

    /// Those that run get so much more time.
    void grant(long millis) {
        for (Job job = oldestRunning; job != null; job = job.later) {
            job.deadline += millis;
            job.giveUpAt += millis;
        }
    }

    void started(Job job) {
        inFlight++;
        target.started();
        pace.take();
        job.earlier = newestRunning;
        if (newestRunning == null) {
            oldestRunning = job;
        } else {
            newestRunning.later = job;
        }
        newestRunning = job;
    }

    /// What came of an attempt is known; it counts as running still.
    void learn(Job job, Verdict verdict, long now) {
        if (!target.isElsewhere(job)) {
            target.learn(verdict, job.startedAt, now >= job.deadline, now);
        }
    }

    void ended(Job job) {
        inFlight--;
        target.ended();
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
