package dev.towpath.testkit.fleet;

/// A bug that is planted into the fleet's shell, so that the guarantees must find it.
enum Flaw {
    /// The offset that is committed is that of the newest record read.
    COMMIT_HIGHEST("S1"),
    /// What was read is committed at once, whatever becomes of it.
    COMMIT_AT_POLL("S10"),
    /// A transaction sends the offsets of the partitions whose frontier of the jobs moved, and only
    /// those.
    MARK_WITHOUT_ITS_OFFSET("S19"),
    /// The group metadata is that of when the offsets are sent, not of when the batch was made.
    METADATA_AT_FLUSH_TIME("S19"),
    /// A revoked partition is given back at once, and what ran there is forgotten.
    DROP_ON_REVOKE("S5"),
    /// Records that were fetched for an earlier assignment are taken as those of the present one.
    STALE_EPOCH_KEPT("the fleet stopped"),
    /// A job is settled when its handler begins.
    MARK_BEFORE_EFFECT("S5"),
    /// A dead letter is sent beside the transaction, and nobody waits for it.
    DEAD_LETTER_NOT_AWAITED("S14"),
    /// A restore does not wait for its predecessor's open transaction.
    RESTORE_TO_THE_STABLE_END("S10"),
    /// A restore forgets by the clock what the log has not passed yet.
    FORGET_BY_THE_CLOCK("S2"),
    /// What has ended is forgotten before its record cannot come again.
    MEMORY_TOO_SHORT("S2"),
    /// A partition that was paused is read on after a rebalance, before it is open.
    FORGET_TO_REPAUSE("L3"),
    /// A log that was paused because there was no room is never read on.
    FORGOTTEN_RESUME("L3"),
    /// A restore that found a transaction open is not tried again.
    FAILED_RESTORE_LEFT("L3"),
    /// An owner waits until nobody has had to give anything back for a while.
    WAITS_FOR_CALM("L4"),
    /// A record that cannot be decoded is held like one of a newer format.
    UNDECODABLE_HELD("L5"),
    /// A gateway says that it refuses a job, and has stored it.
    REFUSED_BUT_STORED("S3"),
    /// A restore does not read the generation of a mark.
    GENERATION_IGNORED("S2"),
    /// Every owner of a partition has the same epoch.
    OWNERS_LOOK_ALIKE("S19"),
    /// Jobs lose their group on the way.
    GROUP_IGNORED("S7"),
    /// A handler is now and then given another job's payload.
    PAYLOADS_MIXED_UP("S15"),
    /// The dead letters hold the payload alone.
    DEAD_LETTER_CUT("S14"),
    /// A failed flush is taken for a committed one.
    FLUSH_FAILURE_IGNORED("S1"),
    /// A job that is put back keeps its hop, in the copy and in the mark.
    COPY_WITHOUT_HOP("S1"),
    /// A job is marked as waiting before its copy is stored.
    MARK_BEFORE_COPY("S10"),
    /// A copy is taken whatever its hop is, if only its job waits.
    HOP_IGNORED("S8"),
    /// The offset of express is committed beside the transaction with the marks.
    EXPRESS_OFFSET_BESIDE("S10"),
    /// The offset of express that is committed is that of the newest record read.
    EXPRESS_COMMIT_HIGHEST("S10"),
    /// Express is read by a worker that owns another partition of the jobs.
    EXPRESS_OF_ANOTHER("S10"),
    /// A copy begins with its attempts anew.
    ATTEMPT_RESET_BY_COPY("S8"),
    /// A record that is read once more begins with its attempts anew.
    ATTEMPT_RESET_BY_REPLAY("S8"),
    /// A dead letter that is sent again goes on with its attempts.
    ATTEMPTS_KEPT_BY_REPLAY("S8"),
    /// A pause is counted from when the job was due, not from the end of its attempt.
    PAUSE_FROM_DUE_TIME("S9"),
    /// When a copy is due is reckoned by the clock of the worker.
    DUE_BY_OWN_CLOCK("S9"),
    /// A restore does not read the marks of jobs that wait.
    WAITING_FORGOTTEN("S10"),
    /// An owner starts jobs before it has read express as far as it went when it opened.
    CANCEL_READ_BEHIND_ITS_JOB("S13"),
    /// A restore does not read which jobs were called off.
    CANCEL_FORGOTTEN("S13"),
    /// Anybody may call off any job.
    CANCEL_OF_ANY_CLIENT("S13"),
    /// Two clients with the same dedup key have the same job.
    CLIENT_MISSING_FROM_ID("S6"),
    /// A submission of a job that was cancelled is taken for the one that was.
    CANCELLED_SUPPRESSES("S6"),
    /// A replay runs what is done, forced or not.
    DONE_RERUN_BY_REPLAY("S12");

    /// How the finding begins: with the guarantee that is broken.
    final String found;

    Flaw(String found) {
        this.found = found;
    }
}
