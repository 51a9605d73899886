package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;

/// What the core wants done, in this order.
public sealed interface Effect {
    /// Run a job's handler.
    ///
    /// @param run tells this start from others of the same job
    /// @param attempt from 1
    /// @param ownerEpoch grows from owner to owner of the partition
    /// @param startedAt milliseconds since 1970
    /// @param deadline milliseconds since 1970
    record Start(
            Job job,
            int run,
            int attempt,
            int generation,
            long ownerEpoch,
            long startedAt,
            long deadline)
            implements Effect {}

    /// Interrupt a handler that passed its deadline or lost its partition.
    record Interrupt(Job job, int run) implements Effect {}

    /// A handler did not heed its interrupt: its thread is given up, and its results count no more.
    record Abandon(Job job, int run) implements Effect {}

    /// Stop fetching a partition.
    record Pause(QueuePartition place) implements Effect {}

    /// Fetch a partition again.
    record Resume(QueuePartition place) implements Effect {}

    /// Commit this in one transaction, and tell with [Event.FlushEnded].
    record Commit(Flush flush) implements Effect {}

    /// A record was passed over because its job is known.
    ///
    /// @param redelivered whether it is the very record that was settled before, not a copy
    record Skipped(QueuePartition place, Arrival.Submitted arrival, boolean redelivered)
            implements Effect {}

    /// A job was settled, not yet durably.
    record Settled(Job job, Settlement.Settled settlement) implements Effect {}

    /// A record was sent to the dead letters, or a job settled that never was live.
    record Refused(Settlement settlement) implements Effect {}

    /// A record waits for a worker that can read or run it.
    record Held(QueuePartition place, Arrival arrival, String reason) implements Effect {}

    /// Something that a person should see.
    record Alarm(ErrorCode code, String message) implements Effect {}
}
