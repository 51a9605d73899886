package dev.towpath.testkit.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The log of one partition: records with growing offsets, and between them the offsets that
/// markers of transactions take.
public final class Log {
    final TopicPartition partition;
    private final boolean appendTime;
    private final List<Stored> records = new ArrayList<>();
    private final Set<Transaction> open = new HashSet<>();
    private final Map<Transaction, Long> firstOf = new HashMap<>();
    private long start;
    private long end;
    private long newest = -1;

    Log(TopicPartition partition, boolean appendTime) {
        this.partition = partition;
        this.appendTime = appendTime;
    }

    /// The lowest offset that is not deleted.
    public long start() {
        return start;
    }

    /// The offset of the next record.
    public long end() {
        return end;
    }

    /// The offset below which every transaction has ended.
    long stableEnd() {
        long stable = end;
        for (Transaction one : open) {
            stable = Math.min(stable, firstOf.getOrDefault(one, end));
        }
        return stable;
    }

    /// @param created by the producer's clock, in milliseconds since 1970
    Stored append(
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            @Nullable Transaction in,
            long created,
            long now) {
        Stored stored = new Stored(end, appendTime ? now : created, key, value, headers, in);
        records.add(stored);
        newest = Math.max(newest, stored.timestamp());
        if (in != null && open.add(in)) {
            firstOf.put(in, end);
        }
        end++;
        return stored;
    }

    /// The marker of a transaction's end.
    void mark(Transaction ended, long now) {
        open.remove(ended);
        firstOf.remove(ended);
        newest = Math.max(newest, now);
        end++;
    }

    /// What is there from an offset on, in order.
    List<Stored> from(long offset) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return records.subList(low, records.size());
    }

    /// The newest time of a record or a marker, deleted or not; -1 when there never was one.
    long newest() {
        return newest;
    }

    /// Deletes what lies below an offset.
    void deleteBelow(long offset) {
        start = Math.max(start, Math.min(offset, end));
        records.removeIf(record -> record.offset() < start);
    }

    /// Keeps of each key the newest committed record, as far as every transaction has ended; what
    /// was aborted goes.
    ///
    /// @param spared what is left all the same
    void compact(Predicate<Stored> spared) {
        long stable = stableEnd();
        Map<String, Long> newest = new HashMap<>();
        for (Stored record : records) {
            if (record.offset() < stable && record.isCommitted()) {
                newest.put(name(record.key()), record.offset());
            }
        }
        records.removeIf(
                record ->
                        record.offset() < stable
                                && !spared.test(record)
                                && (!record.isCommitted()
                                        || newest.getOrDefault(name(record.key()), -1L)
                                                > record.offset()));
    }

    private static String name(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.ISO_8859_1);
    }
}
