package dev.towpath.schemas.wire;

import java.util.List;

/// What the engine needs to know of a job besides its payload; see `JobEnvelope.avsc` for each
/// field.
///
/// @param attempt attempts that were made, 0 for a new job
/// @param acceptedAt milliseconds since 1970
/// @param dueAt milliseconds since 1970, 0 for at once
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

    /// A replay that runs its job again although the ledger knows it as ended well.
    public static final int FORCED = 32;

    public static final int MAX_CLIENT_BYTES = 64;
    public static final int MAX_DEDUP_KEY_BYTES = 512;
    public static final int MAX_BATCH_BYTES = 128;
    public static final int MAX_TAGS = 16;
    public static final int MAX_TAG_BYTES = 128;
    public static final int MAX_DEPLOYMENT_BYTES = 128;

    public JobEnvelope {
        tags = List.copyOf(tags);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
