package dev.towpath.gateway.ledger;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of one ledger partition. Safe for use by many threads.
///
/// It holds all it read for as long as there is room. At the byte bound it forgets ids whose dedup
/// window is over, then those without dedup key, the oldest first. When the ids whose window still
/// holds are alone more than the bound and a quarter, it forgets everything and goes on with what
/// comes: the worker decides about duplicates, the gateway only tells of them early.
final class PartitionLedger {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionLedger.class);

    /// Added to the end of ids without dedup key: it makes them negative and keeps their order, so
    /// that they are told from the others, and time alone never takes them.
    private static final int NO_END = Integer.MIN_VALUE;

    private final String name;
    private final long maxBytes;
    private final InstantSource clock;
    private LedgerTable table;
    private long next;
    private boolean forgetful;

    /// @param name of the partition, for messages
    PartitionLedger(String name, long maxBytes, InstantSource clock) {
        this.name = name;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.table = new LedgerTable(maxBytes);
    }

    /// Takes what the ledger says next.
    synchronized void take(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null && record.value() != null) {
                take(record);
            }
        }
        if (table.bytes() > maxBytes + maxBytes / 4) {
            LOG.warn(
                    "ledger {}: {} ids inside their dedup window take {} bytes, more than the {}"
                            + " that gateway.ledgerMemory allows this partition; all of them are"
                            + " forgotten here, and duplicates are found by the workers alone."
                            + " Raise gateway.ledgerMemory",
                    name,
                    table.size(),
                    table.bytes(),
                    maxBytes);
            table = new LedgerTable(maxBytes);
            forgetful = true;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key().length != JobId.TAIL_LENGTH) {
            return;
        }
        String tail = new String(record.key(), StandardCharsets.ISO_8859_1);
        try {
            Mark mark = MarkCodec.decode(record.value());
            JobId.parseTail("x", 0, tail, 0).ifPresent(id -> put(id, mark, record.offset()));
        } catch (MalformedException | NewerFormatException e) {
            LOG.warn("ledger {}@{} is not read: {}", name, record.offset(), e.getMessage());
        }
    }

    private void put(JobId id, Mark mark, long offset) {
        boolean deduplicated = mark.windowMillis() > 0;
        int until =
                LedgerLoader.rememberUntil(
                        mark.acceptedAt(), mark.settledAt(), mark.windowMillis());
        table.put(
                id.high(),
                id.low(),
                new LedgerTable.Entry(
                        mark.state(),
                        Math.min(mark.generation(), LedgerTable.MAX_GENERATION),
                        0,
                        false,
                        deduplicated,
                        (int) mark.checksum(),
                        0,
                        (int) offset,
                        deduplicated ? until : until + NO_END),
                this::forgets);
    }

    /// Where the next read goes on.
    synchronized void position(long offset) {
        next = offset;
    }

    synchronized long position() {
        return next;
    }

    synchronized Optional<Known> find(JobId id) {
        long slot = table.find(id.high(), id.low());
        if (slot == LedgerTable.ABSENT) {
            return Optional.empty();
        }
        return Optional.of(
                new Known(
                        table.stateAt(slot),
                        table.deduplicatedAt(slot),
                        table.checksumAt(slot),
                        wholeOffset(table.offsetAt(slot), next),
                        table.rememberUntilAt(slot)));
    }

    /// Whether ids that were known once may be forgotten.
    synchronized boolean forgetful() {
        return forgetful;
    }

    synchronized long size() {
        return table.size();
    }

    synchronized long bytes() {
        return table.bytes();
    }

    /// The greatest offset below `end` with these lower 32 bits.
    static long wholeOffset(int lower, long end) {
        long offset = (end & ~0xffffffffL) | Integer.toUnsignedLong(lower);
        return offset < end ? offset : offset - (1L << 32);
    }

    /// Asked when a part of the table is laid out anew, as it grows or is full.
    private boolean forgets(int rememberUntil, int offset) {
        if (table.bytes() < maxBytes - maxBytes / 16) {
            return false;
        }
        forgetful = true;
        return rememberUntil >= 0 && rememberUntil < clock.millis() / 1000;
    }
}
