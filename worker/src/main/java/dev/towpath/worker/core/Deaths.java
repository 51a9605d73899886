package dev.towpath.worker.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs that are dying: another job is being sent that tells of it, and until it surely is, they
/// have not died.
final class Deaths {
    private static final long AGAIN_MILLIS = 1_000;

    private final ArrayDeque<Again> again = new ArrayDeque<>();

    private record Again(Job job, long at) {}

    Effect.TellOfDeath begin(Job job, Verdict.Failed failed) {
        job.phase = Job.Phase.DYING;
        job.partition.leaving++;
        job.death = failed;
        return new Effect.TellOfDeath(job, job.run, failed);
    }

    /// Of what a job has died that was told of; null when it is to be told once more, or is gone.
    Verdict.@Nullable Failed ended(Event.DeathTold told, long now) {
        Job job = told.job();
        if (job.partition.closed || job.phase != Job.Phase.DYING || job.run != told.run()) {
            return null;
        }
        if (!told.told()) {
            again.add(new Again(job, now + AGAIN_MILLIS));
            return null;
        }
        job.partition.leaving--;
        return job.death;
    }

    /// What is to be told once more by now.
    List<Effect> again(long now) {
        List<Effect> effects = new ArrayList<>();
        while (!again.isEmpty() && again.peek().at <= now) {
            Job job = again.remove().job;
            if (job.phase == Job.Phase.DYING && job.death != null) {
                effects.add(new Effect.TellOfDeath(job, job.run, job.death));
            }
        }
        return effects;
    }

    /// Forgets what dies in a partition that is gone.
    void drop(Partition partition) {
        again.removeIf(one -> one.job.partition == partition);
    }
}
