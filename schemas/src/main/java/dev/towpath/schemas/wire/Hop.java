package dev.towpath.schemas.wire;

/// What tells the copies of a job apart: how often it was put back, in the lower 12 bits, and by
/// which owner of its partition, in the 19 bits above. 0 is the job as it was submitted.
///
/// The count alone is not enough. A worker may die, or lose its partition, between storing a copy
/// and marking it; its heir puts the same record back once more, perhaps after another attempt and
/// for another time, perhaps in favour of another submission. Only the copy of the owner whose mark
/// is in the ledger is the job.
public final class Hop {
    private static final int COUNT_BITS = 12;
    private static final int COUNT = (1 << COUNT_BITS) - 1;
    private static final int OWNER = (1 << 31 - COUNT_BITS) - 1;

    private Hop() {}

    /// The copy that was put back so often, by this owner last.
    ///
    /// @param count from 1; of 4095 the next is 1
    public static int of(int count, long ownerEpoch) {
        return (int) (ownerEpoch & OWNER) << COUNT_BITS | (count - 1) % COUNT + 1;
    }

    /// The copy that comes after one.
    public static int next(int hop, long ownerEpoch) {
        return of(count(hop) + 1, ownerEpoch);
    }

    /// How often a job was put back.
    public static int count(int hop) {
        return hop & COUNT;
    }
}
