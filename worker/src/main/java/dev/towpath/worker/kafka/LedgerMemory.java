package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.core.QueuePartition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which ledger the offsets are committed with: every commit carries the ledger topic's id and how
/// far the ledger went, so that a worker never runs against another ledger or a shorter one.
public final class LedgerMemory {
    private static final String FORM = "1";

    private final Map<QueuePartition, String> topicIds = new ConcurrentHashMap<>();
    private final Map<QueuePartition, Long> ends = new ConcurrentHashMap<>();

    /// Says which topic a partition's ledger is, when it is restored from it.
    void is(QueuePartition place, String topicId) {
        topicIds.put(place, topicId);
    }

    /// A mark was written at this offset; -1 for none.
    ///
    /// @return whether the ledger is still the one that it was: no offset is given twice
    boolean wrote(QueuePartition place, long offset) {
        long before = ends.getOrDefault(place, 0L);
        ends.put(place, Math.max(before, offset + 1));
        return offset < 0 || offset >= before;
    }

    /// What goes into the metadata of a committed offset.
    String stamp(QueuePartition place) {
        return FORM + ";" + topicIds.getOrDefault(place, "") + ";" + ends.getOrDefault(place, 0L);
    }

    /// Checks a ledger against the metadata that the last owner committed.
    ///
    /// @param end how far the ledger goes
    /// @throws TowpathException LEDGER_REPLACED when it is another, or is shorter than it was
    void check(QueuePartition place, String stamp, long end) {
        String[] parts = stamp.split(";", -1);
        if (parts.length < 3 || !parts[0].equals(FORM) || parts[1].isEmpty()) {
            return;
        }
        String topicId = topicIds.getOrDefault(place, "");
        long before = parseEnd(parts[2]);
        if (!parts[1].equals(topicId) || end < before) {
            throw new TowpathException(
                    ErrorCode.LEDGER_REPLACED,
                    "the ledger of "
                            + place
                            + " is topic "
                            + topicId
                            + " with "
                            + end
                            + " records; the offsets were committed with topic "
                            + parts[1]
                            + " and "
                            + before
                            + " records. Running on would run settled jobs again, so the partition stays"
                            + " closed. Restore the ledger, or reset the group's offsets if that is"
                            + " wanted.");
        }
        ends.put(place, end);
    }

    private static long parseEnd(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
