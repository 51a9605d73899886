package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.JobEnvelope;
import org.jspecify.annotations.Nullable;

/// A record as it came from a jobs topic, decoded as far as the core needs it.
///
/// Its source is the shell's handle of the record, which the core only passes back.
public sealed interface Arrival {
    long offset();

    /// Key, value and headers together.
    int bytes();

    Object source();

    /// A job.
    ///
    /// @param high the upper half of its id
    /// @param low the lower half
    /// @param lane what must run one at a time: a hash of client and group, 0 without group
    /// @param schema the fingerprint of its payload's schema, 0 for JSON
    record Submitted(
            long offset,
            int bytes,
            Object source,
            long high,
            long low,
            JobEnvelope envelope,
            String type,
            long lane,
            long schema)
            implements Arrival {}

    /// A client wants a job not to be run any more.
    ///
    /// @param high the upper half of its id
    /// @param low the lower half
    /// @param waiting the job's mark when it waits on the ladder as far as the asker knows
    record Cancelling(
            long offset,
            int bytes,
            Object source,
            long high,
            long low,
            Cancel cancel,
            @Nullable Mark waiting)
            implements Arrival {}

    /// A record that can never be a job: it goes to the dead letters.
    record Undecodable(long offset, int bytes, Object source, ErrorCode code, String reason)
            implements Arrival {}

    /// A record that a newer version of Towpath wrote: it waits for a worker that can read it.
    record Newer(long offset, int bytes, Object source, String reason) implements Arrival {}
}
