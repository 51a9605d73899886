package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.wire.JobEnvelope;

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

    /// A record that can never be a job: it goes to the dead letters.
    record Undecodable(long offset, int bytes, Object source, ErrorCode code, String reason)
            implements Arrival {}

    /// A record that a newer version of Towpath wrote: it waits for a worker that can read it.
    record Newer(long offset, int bytes, Object source, String reason) implements Arrival {}
}
