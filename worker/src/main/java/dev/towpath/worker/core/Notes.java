package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.State;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is to be written of jobs that have not ended: how far they got, and the attempts of those
/// that hold their group. Written with the next flush; what one said before that does not matter.
final class Notes {
    private final Set<Job> jobs = new LinkedHashSet<>();

    void add(Job job) {
        jobs.add(job);
    }

    /// A running attempt says how far it got.
    void checkpoint(Event.Checkpointed checkpointed) {
        Job job = checkpointed.job();
        if (!job.partition.closed && job.run == checkpointed.run() && job.running()) {
            job.cursor = checkpointed.cursor();
            jobs.add(job);
        }
    }

    /// Suspects whose turn it is are marked; they begin when their mark is durable.
    void begin(Partition partition, InFlight inFlight, Results results, long now) {
        for (Job job : partition.suspects.next(inFlight::reserve)) {
            job.marked = true;
            results.add(
                    partition,
                    new Settlement.Noted(
                            partition.place,
                            partition.epoch,
                            job,
                            Marks.inPlace(job, State.RUNNING, now)));
        }
    }

    /// One that leaves is noted by its mark: the attempt that it just made does not count yet.
    void write(Results results, long now) {
        for (Job job : jobs) {
            Partition partition = job.partition;
            if (!partition.closed
                    && job.phase != Job.Phase.SETTLED
                    && job.phase != Job.Phase.LEAVING
                    && job.phase != Job.Phase.DYING) {
                results.add(
                        partition,
                        new Settlement.Noted(
                                partition.place,
                                partition.epoch,
                                job,
                                Marks.inPlace(job, State.NOTED, now)));
            }
        }
        jobs.clear();
    }
}
