package dev.towpath.bench;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.LedgerTable.Forgetting;
import dev.towpath.schemas.ledger.State;
import java.util.Random;

/// What a key of the ledger table costs in heap, averaged over its growth, and what an insertion
/// costs in time.
public final class LedgerCost {
    private LedgerCost() {}

    /// The heap of a table with so many keys, in bytes, as the JVM has it after a collection.
    public static long heap(int keys) {
        long before = used();
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Random random = new Random(5);
        for (int i = 0; i < keys; i++) {
            put(table, random);
        }
        long heap = used() - before;
        if (table.size() != keys) {
            throw new IllegalStateException(table.size() + " keys, not " + keys);
        }
        return heap;
    }

    private static long used() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void put(LedgerTable table, Random random) {
        table.put(
                random.nextLong(),
                random.nextLong(),
                new LedgerTable.Entry(State.DONE, 0, 0, false, true, 1, 2, 3, 4),
                Forgetting.NONE);
    }

    static void run(int keys) {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Random random = new Random(5);
        double sum = 0;
        double most = 0;
        int samples = 0;
        long startedAt = System.nanoTime();
        for (int i = 1; i <= keys; i++) {
            put(table, random);
            if (i >= 100_000 && i % 20_000 == 0) {
                double cost = (double) table.bytes() / table.size();
                sum += cost;
                most = Math.max(most, cost);
                samples++;
            }
        }
        double nanos = (System.nanoTime() - startedAt) / (double) keys;
        System.out.printf(
                "%,d keys: %.1f bytes a key on average from 100,000 keys on, at most %.1f;"
                        + " %.0f ns an insertion%n",
                keys, sum / samples, most, nanos);
    }
}
