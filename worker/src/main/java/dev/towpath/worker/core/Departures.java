package dev.towpath.worker.core;

import dev.towpath.schemas.wire.Hop;
import dev.towpath.schemas.wire.JobEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Jobs on their way to the ladder: a copy of each is being stored there. Until it surely is, the
/// job is where it was; a copy that was stored all the same carries the same hop as the next one,
/// and only one of them is taken. A copy of another owner carries another hop.
final class Departures {
    private static final long AGAIN_MILLIS = 1_000;

    private final Map<Id, Job> leaving = new HashMap<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private record Id(Partition partition, long high, long low) {
        static Id of(Partition partition, Arrival.Submitted arrival) {
            return new Id(partition, arrival.high(), arrival.low());
        }
    }

    private record Waiting(Job job, long againAt) {}

    /// Begins to put a job back.
    ///
    /// @param delayMillis after which it is due
    Effect.PutBack leave(Job job, long delayMillis, Verdict verdict) {
        job.phase = Job.Phase.LEAVING;
        job.partition.leaving++;
        JobEnvelope envelope = job.arrival.envelope();
        JobEnvelope copy =
                envelope.putBack(
                        job.attempt,
                        job.generation,
                        Hop.next(envelope.hop(), job.partition.ownerEpoch),
                        delayMillis,
                        job.run > 0);
        Job.Departure departure = new Job.Departure(copy, delayMillis, verdict);
        job.departure = departure;
        leaving.put(Id.of(job.partition, job.arrival), job);
        return putBack(job, departure);
    }

    /// The job whose copy has come back before it was told that the copy is stored, with the
    /// departure that is over by that; null when it is no such copy.
    @Nullable Job cameBack(Partition partition, Arrival.Submitted copy) {
        Job job = leaving.get(Id.of(partition, copy));
        if (job == null || job.departure == null) {
            return null;
        }
        JobEnvelope awaited = job.departure.envelope();
        return awaited.hop() == copy.envelope().hop()
                        && awaited.generation() == copy.envelope().generation()
                ? job
                : null;
    }

    /// The departure of a job that has left.
    Job.Departure left(Job job) {
        Job.Departure departure = job.departure;
        if (departure == null) {
            throw new BrokenInvariant("a job has left that was not about to");
        }
        job.partition.leaving--;
        job.departure = null;
        leaving.remove(Id.of(job.partition, job.arrival));
        return departure;
    }

    /// The departure that is over; null when the job is to be put back once more, or is gone.
    Job.@Nullable Departure ended(Event.PutBackEnded ended, long now) {
        Job job = ended.job();
        if (job.partition.closed
                || job.run != ended.run()
                || job.phase != Job.Phase.LEAVING
                || job.departure == null) {
            return null;
        }
        if (!ended.stored()) {
            waiting.add(new Waiting(job, now + AGAIN_MILLIS));
            return null;
        }
        return left(job);
    }

    /// What is to be tried once more by now.
    List<Effect> again(long now) {
        List<Effect> again = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().againAt <= now) {
            Job job = waiting.remove().job;
            if (job.departure != null) {
                again.add(putBack(job, job.departure));
            }
        }
        return again;
    }

    /// Forgets what leaves a partition that is gone.
    void drop(Partition partition) {
        leaving.keySet().removeIf(id -> id.partition == partition);
        for (Iterator<Waiting> one = waiting.iterator(); one.hasNext(); ) {
            if (one.next().job.partition == partition) {
                one.remove();
            }
        }
    }

    private static Effect.PutBack putBack(Job job, Job.Departure departure) {
        return new Effect.PutBack(job, job.run, departure.envelope(), departure.delayMillis());
    }
}
