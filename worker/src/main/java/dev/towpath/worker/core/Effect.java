package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.wire.JobEnvelope;

/// What the core wants done, in this order.
public sealed interface Effect {
    /// Run a job's handler.
    ///
    /// @param run tells this start from others of the same job
    /// @param attempt from 1
    /// @param ownerEpoch grows from owner to owner of the partition
    /// @param startedAt milliseconds since 1970
    /// @param deadline milliseconds since 1970
    /// @param cursor how far an earlier attempt got, empty for none
    record Start(
            Job job,
            int run,
            int attempt,
            int generation,
            long ownerEpoch,
            long startedAt,
            long deadline,
            String cursor)
            implements Effect {}

    /// Interrupt a handler that passed its deadline or lost its partition.
    record Interrupt(Job job, int run) implements Effect {}

    /// A handler did not heed its interrupt: its thread is given up, and its results count no more.
    record Abandon(Job job, int run) implements Effect {}

    /// Put a copy of a job on the ladder, and tell with [Event.PutBackEnded].
    ///
    /// @param run tells this from what was done with the job before
    /// @param envelope of the copy
    /// @param delayMillis after which it is due
    record PutBack(Job job, int run, JobEnvelope envelope, long delayMillis) implements Effect {}

    /// Send the job that tells of this one's death, and tell with [Event.DeathTold].
    ///
    /// @param run tells this from what was done with the job before
    record TellOfDeath(Job job, int run, Verdict.Failed failed) implements Effect {}

    /// Stop fetching a partition of the jobs topic, or of the express topic.
    record Pause(QueuePartition place, boolean express) implements Effect {}

    /// Fetch it again.
    record Resume(QueuePartition place, boolean express) implements Effect {}

    /// Commit this in one transaction, and tell with [Event.FlushEnded].
    record Commit(Flush flush) implements Effect {}

    /// A record was passed over because its job is known.
    ///
    /// @param redelivered whether it is the very record that was settled before, not a copy
    record Skipped(QueuePartition place, Arrival.Submitted arrival, boolean redelivered)
            implements Effect {}

    /// A job was settled, not yet durably.
    record Settled(Job job, Settlement.Settled settlement) implements Effect {}

    /// An attempt ended and another one comes in the same place.
    ///
    /// @param mark as it would be if the job had left; the attempts that count
    record Stayed(Job job, Mark mark, Verdict verdict) implements Effect {}

    /// A record was sent to the dead letters, or a job settled that never was live.
    record Refused(Settlement settlement) implements Effect {}

    /// A record waits for a worker that can read or run it.
    record Held(QueuePartition place, Arrival arrival, String reason) implements Effect {}

    /// Something that a person should see.
    record Alarm(ErrorCode code, String message) implements Effect {}
}
