package dev.towpath.testkit.fleet;

/// A bug that is planted into the fleet's shell, so that the guarantees must find it.
enum Flaw {
    /// The offset that is committed is that of the newest record read.
    COMMIT_HIGHEST,
    /// A transaction sends the offsets of the partitions whose frontier moved, and only those.
    MARK_WITHOUT_ITS_OFFSET,
    /// The group metadata is that of when the offsets are sent, not of when the batch was made.
    METADATA_AT_FLUSH_TIME,
    /// A revoked partition is given back at once, and what ran there is forgotten.
    DROP_ON_REVOKE,
    /// Records that were fetched for an earlier assignment are taken as those of the present one.
    STALE_EPOCH_KEPT,
    /// A job is settled when its handler begins.
    MARK_BEFORE_EFFECT,
    /// A dead letter is sent beside the transaction, and nobody waits for it.
    DEAD_LETTER_NOT_AWAITED,
    /// A restore does not wait for its predecessor's open transaction.
    RESTORE_TO_THE_STABLE_END,
    /// A restore forgets by the clock what the log has not passed yet.
    FORGET_BY_THE_CLOCK,
    /// A restore does not read the generation of a mark.
    GENERATION_IGNORED,
    /// Every owner of a partition has the same epoch.
    OWNERS_LOOK_ALIKE,
    /// Jobs lose their group on the way.
    GROUP_IGNORED,
    /// A handler is now and then given another job's payload.
    PAYLOADS_MIXED_UP,
    /// The dead letters hold the payload alone.
    DEAD_LETTER_CUT,
    /// A failed flush is taken for a committed one.
    FLUSH_FAILURE_IGNORED
}
