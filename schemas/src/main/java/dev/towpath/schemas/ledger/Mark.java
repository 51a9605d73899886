package dev.towpath.schemas.ledger;

/// One line of the ledger: what has become of one job; see `Mark.avsc` for each field.
///
/// @param source 0 for the jobs topic, 1 for the express topic
/// @param acceptedAt milliseconds since 1970, as all times here
/// @param startedAt of the last attempt, 0 when none started
/// @param windowMillis for how long the dedup key takes effect, 0 without one
/// @param reason at most 512 bytes
/// @param type the job's type; of an owner its transactional id
/// @param crashes how often a worker died with it
/// @param dueAt when a job that waits is due, 0 for any other
/// @param cursor how far the job got by its own word, at most 4 KiB, empty for none
public record Mark(
        State state,
        int generation,
        int attempt,
        int hop,
        long nonce,
        int source,
        long sourceOffset,
        long checksum,
        long acceptedAt,
        long startedAt,
        long settledAt,
        long windowMillis,
        int flags,
        String client,
        String code,
        String reason,
        String type,
        int crashes,
        long dueAt,
        String cursor) {
    /// The ledger key of a partition's owner.
    public static final String OWNER_KEY = "!owner";

    public static final int MAX_REASON_BYTES = 512;
    public static final int MAX_CURSOR_BYTES = 4 * 1024;

    /// A mark of a job that ended, without crashes.
    public Mark(
            State state,
            int generation,
            int attempt,
            int hop,
            long nonce,
            int source,
            long sourceOffset,
            long checksum,
            long acceptedAt,
            long startedAt,
            long settledAt,
            long windowMillis,
            int flags,
            String client,
            String code,
            String reason,
            String type) {
        this(
                state,
                generation,
                attempt,
                hop,
                nonce,
                source,
                sourceOffset,
                checksum,
                acceptedAt,
                startedAt,
                settledAt,
                windowMillis,
                flags,
                client,
                code,
                reason,
                type,
                0,
                0,
                "");
    }

    /// A mark that says that a worker took a partition over, or left it.
    public static Mark owner(State state, long frontier, long now, String transactionalId) {
        return new Mark(
                state, 0, 0, 0, 0, 0, frontier, 0, 0, 0, now, 0, 0, "", "", "", transactionalId);
    }
}
