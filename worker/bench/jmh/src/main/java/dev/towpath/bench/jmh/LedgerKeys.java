package dev.towpath.bench.jmh;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;

/// The ledger table with 1,000,000 ids in it.
public class LedgerKeys extends Conditions {
    private static final int KEYS = 1_000_000;

    /// How many sweeps an id is remembered: ten minutes, at two a second. Until its segment is
    /// swept after that, half a round passes on average.
    private static final int REMEMBERED = 1_200;

    /// Ids that come in between two sweeps, so that there are always about so many.
    private static final int A_SWEEP = KEYS / (REMEMBERED + 128);

    @Benchmark
    public long hit(Full ledger) {
        int at = ledger.next;
        ledger.next = at + 1 < KEYS ? at + 1 : 0;
        return ledger.table.find(ledger.high[at], ledger.low[at]);
    }

    @Benchmark
    public long miss(Full ledger) {
        return ledger.table.find(ledger.random.nextLong(), ledger.random.nextLong());
    }

    /// With its part of the sweep by which as many are forgotten.
    @Benchmark
    @OperationsPerInvocation(A_SWEEP)
    public long insert(Forgetful ledger) {
        ledger.add();
        return ledger.table.size();
    }

    private static LedgerTable.Entry done(int rememberUntil, int offset) {
        return new LedgerTable.Entry(State.DONE, 0, 0, false, false, 1, 2, offset, rememberUntil);
    }

    /// One that is only looked at.
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Full {
        private final SplittableRandom random = new SplittableRandom(3);
        private final LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        private final long[] high = new long[KEYS];
        private final long[] low = new long[KEYS];
        private int next;

        public Full() {
            for (int i = 0; i < KEYS; i++) {
                high[i] = random.nextLong();
                low[i] = random.nextLong();
                table.put(high[i], low[i], done(0, i), LedgerTable.Forgetting.NONE);
            }
        }
    }

    /// One that forgets as many ids as come in.
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Forgetful {
        private final SplittableRandom random = new SplittableRandom(4);
        private final LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        private final Sweeps sweeps = new Sweeps();

        public Forgetful() {
            for (int i = 0; i < REMEMBERED + 2 * 256; i++) {
                add();
            }
        }

        private void add() {
            for (int i = 0; i < A_SWEEP; i++) {
                table.put(random.nextLong(), random.nextLong(), done(sweeps.done, i), sweeps);
            }
            table.sweep(sweeps);
            sweeps.done++;
        }
    }

    /// Tells the time in sweeps.
    private static final class Sweeps implements LedgerTable.Forgetting {
        private int done;

        @Override
        public boolean forgets(int rememberUntil, int offset) {
            return rememberUntil < done - REMEMBERED;
        }
    }
}
