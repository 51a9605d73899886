package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// Jobs on their way to being ready: those that wait for a time, and those that are held until this
/// worker knows their payload's schema.
final class Waiting {
    private final Wanted wanted;
    private final Set<Long> schemas = new HashSet<>();
    private final PriorityQueue<Job> sleeping =
            new PriorityQueue<>(Comparator.comparingLong((Job job) -> job.wakeAt));

    /// @param schemas fingerprints of the payload schemas that are known
    Waiting(Set<Long> schemas, Wanted wanted) {
        this.wanted = wanted;
        this.schemas.addAll(schemas);
        this.schemas.add(0L);
    }

    /// A job whose turn it is in its group, if it has one.
    void admit(Job job, long now) {
        if (job.partition.opening.lasts(job.partition)) {
            job.partition.opening.keep(job);
        } else if (!schemas.contains(job.arrival.schema())) {
            hold(
                    job,
                    "this worker does not know the payload schema "
                            + Long.toHexString(job.arrival.schema()));
        } else if (!job.express && job.arrival.envelope().dueAt() > now) {
            sleep(job, job.arrival.envelope().dueAt());
        } else if (job.notBefore > now) {
            sleep(job, job.notBefore);
        } else {
            job.phase = Job.Phase.READY;
            job.readyAt = now;
            job.type.ready(job);
        }
    }

    /// Those that were kept while the partition was opening.
    void opened(Partition partition, long now) {
        for (Job job : partition.opening.jobs(partition)) {
            if (job.phase != Job.Phase.SETTLED) {
                admit(job, now);
            }
        }
    }

    void hold(Job job, String reason) {
        job.partition.held.add(job);
        wanted.add(new Effect.Held(job.partition.place, job.arrival, reason));
    }

    void sleep(Job job, long until) {
        job.phase = Job.Phase.WAITING;
        job.wakeAt = until;
        sleeping.add(job);
    }

    /// Those whose time has come.
    List<Job> awake(long now) {
        List<Job> awake = new ArrayList<>();
        while (!sleeping.isEmpty() && sleeping.peek().wakeAt <= now) {
            Job job = sleeping.remove();
            if (!job.partition.closing && job.phase != Job.Phase.SETTLED) {
                awake.add(job);
            }
        }
        return awake;
    }

    void learn(long fingerprint) {
        schemas.add(fingerprint);
    }

    /// Forgets what sleeps of a partition that is gone.
    void drop(Partition partition) {
        sleeping.removeIf(job -> job.partition == partition);
    }
}
