package dev.towpath.schemas.wire;

import java.util.List;

/// What the engine needs to know of a job besides its payload; see `JobEnvelope.avsc` for each
/// field.
///
/// @param attempt attempts that were made, 0 for a new job
/// @param hop which copy of the job it is, see [Hop]
/// @param acceptedAt milliseconds since 1970
/// @param dueAt milliseconds since 1970, 0 for at once; with [#RELATIVE] milliseconds after
///     the broker appended the record
/// @param expiresAt milliseconds since 1970, 0 for never
/// @param windowMillis for how long the dedup key takes effect, 0 without one
/// @param flags the bits [#GROUPED] and its neighbours
public record JobEnvelope(
        int attempt,
        int generation,
        int hop,
        long nonce,
        long acceptedAt,
        long dueAt,
        long expiresAt,
        long windowMillis,
        long checksum,
        int flags,
        String client,
        String dedupKey,
        String batch,
        List<String> tags,
        String deployment) {
    /// The record's key is a group: what must run one at a time, in order.
    public static final int GROUPED = 1;

    public static final int OFF_LADDER = 2;
    public static final int EMITTED = 4;
    public static final int REPLAYED = 8;
    public static final int DEDUPLICATED = 16;
    public static final int RELATIVE = 32;

    /// A replay that runs its job again although the ledger knows it as ended well.
    public static final int FORCED = 64;

    /// Put back, and submitted with a delay at first.
    public static final int DELAYED = 128;

    public static final int MAX_CLIENT_BYTES = 64;
    public static final int MAX_DEDUP_KEY_BYTES = 512;
    public static final int MAX_BATCH_BYTES = 128;
    public static final int MAX_TAGS = 16;
    public static final int MAX_TAG_BYTES = 128;
    public static final int MAX_DEPLOYMENT_BYTES = 128;

    public JobEnvelope {
        tags = List.copyOf(tags);
    }

    /// The same job put back: as it is to be when its copy comes off the ladder.
    ///
    /// @param attempts that were made
    /// @param newHop see [Hop#next]
    /// @param delayMillis after which it is due, counted from when the broker appends the copy
    /// @param started whether an attempt has begun, so that it can expire no more
    public JobEnvelope putBack(
            int attempts, int newGeneration, int newHop, long delayMillis, boolean started) {
        return new JobEnvelope(
                attempts,
                newGeneration,
                newHop,
                nonce,
                acceptedAt,
                delayMillis,
                started ? 0 : expiresAt,
                windowMillis,
                checksum,
                flags | OFF_LADDER | RELATIVE | (isDelayed() ? DELAYED : 0),
                client,
                dedupKey,
                batch,
                tags,
                deployment);
    }

    /// The same job with the time at which it is due.
    ///
    /// @param millis since 1970, by the broker's clock
    public JobEnvelope dueAt(long millis) {
        return new JobEnvelope(
                attempt,
                generation,
                hop,
                nonce,
                acceptedAt,
                millis,
                expiresAt,
                windowMillis,
                checksum,
                flags & ~RELATIVE,
                client,
                dedupKey,
                batch,
                tags,
                deployment);
    }

    /// Whether it was submitted with a delay, so that no offset of the jobs topic says when.
    public boolean isDelayed() {
        return isDelayed(flags, hop);
    }

    /// Whether it was submitted with a delay, told by its flags and its hop.
    public static boolean isDelayed(int flags, int hop) {
        return (flags & DELAYED) != 0 || (hop == 0 && (flags & OFF_LADDER) != 0);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
