package dev.towpath.schemas.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.LedgerTable.Forgetting;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTableTest {
    private static final int NOW = 1_800_000_000;

    private record Id(long high, long low) {}

    private record Known(
            State state, int generation, int hop, boolean dedup, int offset, int until) {}

    /// Of what lives the hop is known, of what has ended the end.
    private static Known known(State state, int generation, boolean dedup, Random random) {
        return new Known(
                state,
                generation,
                state.isLive() ? random.nextInt(Integer.MAX_VALUE) : -1,
                dedup,
                random.nextInt(),
                state.isLive() ? Integer.MAX_VALUE : NOW + random.nextInt(100));
    }

    @Test
    void itAgreesWithAPlainMapOverRandomSteps() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Map<Id, Known> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            Id id = new Id(random.nextInt(30_000) * 0x9e3779b97f4a7c15L, random.nextInt(3));
            if (random.nextInt(3) > 0) {
                Known known =
                        known(
                                State.of(random.nextInt(7)),
                                random.nextInt(4096),
                                random.nextBoolean(),
                                random);
                table.put(
                        id.high,
                        id.low,
                        new LedgerTable.Entry(
                                known.state,
                                known.generation,
                                known.hop,
                                false,
                                known.dedup,
                                7,
                                8,
                                known.offset,
                                known.until),
                        Forgetting.NONE);
                model.put(id, known);
            }
            long slot = table.find(id.high, id.low);
            Known expected = model.get(id);
            if (expected == null) {
                assertThat(slot).isEqualTo(LedgerTable.ABSENT);
            } else {
                assertThat(
                                new Known(
                                        table.stateAt(slot),
                                        table.generationAt(slot),
                                        table.hopAt(slot),
                                        table.deduplicatedAt(slot),
                                        table.offsetAt(slot),
                                        table.rememberUntilAt(slot)))
                        .isEqualTo(expected);
                assertThat(table.checksumAt(slot)).isEqualTo(7);
                assertThat(table.nonceAt(slot)).isEqualTo(8);
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
    }

    @Test
    void aKeyCostsAtMost48BytesOnAverageWhileTheTableGrows() {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Random random = new Random(1);
        double sum = 0;
        int samples = 0;
        for (int i = 1; i <= 3_000_000; i++) {
            settle(table, random.nextLong(), random.nextLong(), false, NOW, Forgetting.NONE);
            if (i >= 100_000 && i % 50_000 == 0) {
                sum += (double) table.bytes() / table.size();
                samples++;
            }
        }
        assertThat(sum / samples).isLessThanOrEqualTo(48);
    }

    @Test
    void atItsBoundItForgetsPlainSettledIdsButNeverLiveOrDeduplicatedOnes() {
        LedgerTable table = new LedgerTable(2_000_000);
        Random random = new Random(2);
        Map<Id, Boolean> kept = new HashMap<>();
        for (int i = 0; i < 500_000; i++) {
            Id id = new Id(random.nextLong(), random.nextLong());
            boolean live = i % 100 == 0;
            boolean dedup = i % 100 == 1;
            if (live) {
                table.put(
                        id.high,
                        id.low,
                        new LedgerTable.Entry(State.LIVE, 0, 0, false, false, 0, 0, 0, NOW),
                        Forgetting.NONE);
            } else {
                settle(table, id.high, id.low, dedup, NOW + i / 1000, Forgetting.NONE);
            }
            if (live || dedup) {
                kept.put(id, live);
            }
        }
        assertThat(table.bytes()).isLessThanOrEqualTo(2_000_000);
        assertThat(table.overBound()).isFalse();
        assertThat(kept.keySet())
                .allSatisfy(
                        id ->
                                assertThat(table.find(id.high, id.low))
                                        .isNotEqualTo(LedgerTable.ABSENT));
    }

    @Test
    void atItsBoundItKeepsWhatACrashCouldBringBack() {
        LedgerTable table = new LedgerTable(100_000);
        Forgetting frontier = Forgetting.past(0, 40_000);
        for (int i = 0; i < 50_000; i++) {
            table.put(
                    i * 0x9e3779b97f4a7c15L,
                    i,
                    new LedgerTable.Entry(State.DONE, 0, 0, false, false, 0, 0, i, NOW),
                    frontier);
        }
        for (int i = 40_000; i < 50_000; i++) {
            assertThat(table.find(i * 0x9e3779b97f4a7c15L, i)).isNotEqualTo(LedgerTable.ABSENT);
        }
        assertThat(table.overBound()).isTrue();
        assertThat(table.size()).isLessThan(15_000);
    }

    @Test
    void whatMayNotBeForgottenGrowsPastTheBoundAndSaysSo() {
        LedgerTable table = new LedgerTable(100_000);
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            settle(table, random.nextLong(), random.nextLong(), true, NOW, Forgetting.NONE);
        }
        assertThat(table.size()).isEqualTo(50_000);
        assertThat(table.overBound()).isTrue();
    }

    @Test
    void aSweepForgetsWhatIsPastItsTimeAndBelowTheFrontier() {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        for (int i = 0; i < 10_000; i++) {
            int offset = i % 2 == 0 ? 10 : 1000;
            int until = i % 4 < 2 ? NOW - 1 : NOW + 1;
            table.put(
                    i,
                    i,
                    new LedgerTable.Entry(State.DONE, 0, 0, false, true, 0, 0, offset, until),
                    Forgetting.NONE);
        }
        sweep(table, Forgetting.past(NOW, 500));
        assertThat(table.size()).isEqualTo(7_500);
        assertThat(table.find(0, 0)).isEqualTo(LedgerTable.ABSENT);
        assertThat(table.find(1, 1)).isNotEqualTo(LedgerTable.ABSENT);
        assertThat(table.find(2, 2)).isNotEqualTo(LedgerTable.ABSENT);
    }

    @Test
    void sweepsAndInsertionsInTurnForgetWhatIsPastItsTimeAndNothingElse() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Map<Id, Integer> model = new HashMap<>();
        for (int step = 0; step < 300_000; step++) {
            int now = NOW + step / 100;
            Id id = new Id(random.nextLong(), random.nextInt(5));
            int until = now + random.nextInt(500);
            settle(table, id.high, id.low, true, until, Forgetting.past(now, 1));
            model.put(id, until);
            if (step % 40 == 0) {
                table.sweep(Forgetting.past(now, 1));
            }
            if (step % 50_000 == 49_999) {
                sweep(table, Forgetting.past(now, 1));
                model.values().removeIf(end -> end < now);
                assertThat(table.size()).isEqualTo(model.size());
                model.forEach(
                        (known, end) -> {
                            long slot = table.find(known.high, known.low);
                            assertThat(slot).isNotEqualTo(LedgerTable.ABSENT);
                            assertThat(table.rememberUntilAt(slot)).isEqualTo(end);
                        });
            }
        }
    }

    @Test
    void aTableThatForgetsAsManyAsItLearnsAllocatesNothing() {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Random random = new Random(1);
        int perSecond = 1_000;
        int second = NOW;
        for (int i = 0; i < 1_200; i++) {
            second = aSecond(table, random, second, perSecond);
        }
        long before = allocated();
        for (int i = 0; i < 600; i++) {
            second = aSecond(table, random, second, perSecond);
        }
        // The entries themselves are objects, which a compiled caller does without.
        assertThat((allocated() - before) / (600.0 * perSecond)).isLessThan(100);
    }

    /// What a second brings: jobs that are remembered for ten minutes, and two sweeps.
    private static int aSecond(LedgerTable table, Random random, int second, int jobs) {
        for (int i = 0; i < jobs; i++) {
            Forgetting past = Forgetting.past(second, 1);
            settle(table, random.nextLong(), random.nextLong(), false, second + 600, past);
        }
        table.sweep(Forgetting.past(second, 1));
        table.sweep(Forgetting.past(second, 1));
        return second + 1;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void memoryIsGivenBackWhenMostIsForgottenAndNotBefore() {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        for (int i = 0; i < 100_000; i++) {
            settle(
                    table,
                    i,
                    i,
                    true,
                    i < 25_000 ? NOW - 2 : i < 90_000 ? NOW - 1 : NOW + 9,
                    Forgetting.NONE);
        }
        long before = table.bytes();

        sweep(table, Forgetting.past(NOW - 1, 1));
        assertThat(table.bytes()).isEqualTo(before);
        sweep(table, Forgetting.past(NOW, 1));
        assertThat(table.size()).isEqualTo(10_000);
        assertThat(table.bytes()).isLessThan(before / 4);
    }

    @Test
    void anIdIsSettledOrPutBackAtItsSlotAndTheRestOfItStays() {
        LedgerTable table = new LedgerTable(Long.MAX_VALUE);
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            table.put(
                    random.nextLong(),
                    i,
                    new LedgerTable.Entry(State.LIVE, 4095, 5, false, true, 6, 7, 8, NOW),
                    Forgetting.NONE);
        }
        table.put(
                1,
                2,
                new LedgerTable.Entry(State.LIVE, 3, 5, false, true, 6, 7, 8, NOW),
                Forgetting.NONE);

        table.putBackAt(table.find(1, 2), 77);
        assertThat(slot(table, 1, 2)).isEqualTo(List.of(State.WAITING, 3, 77, true, 6, 7, 8));
        table.settleAt(table.find(1, 2), State.CONFLICT, NOW + 9);
        assertThat(slot(table, 1, 2)).isEqualTo(List.of(State.CONFLICT, 3, -1, true, 6, 7, 8));
        assertThat(table.rememberUntilAt(table.find(1, 2))).isEqualTo(NOW + 9);

        for (int i = 0; i < 256; i++) {
            table.sweep(Forgetting.past(NOW + 9 + 86_400, 100));
        }
        assertThat(table.find(1, 2)).as("put back, so kept a day longer").isNotNegative();
        assertThat(table.size()).isEqualTo(2_001);
    }

    @Test
    void itIsNoLongerOverItsBoundOnceASweepHasMadeRoom() {
        LedgerTable table = new LedgerTable(100_000);
        for (int i = 0; i < 10_000; i++) {
            settle(table, i, i, true, NOW, Forgetting.NONE);
        }
        sweep(table, Forgetting.NONE);
        assertThat(table.overBound()).isTrue();

        sweep(table, Forgetting.past(NOW + 1, 1));

        assertThat(table.overBound()).isFalse();
        assertThat(table.bytes()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void itUsesWhatItsBoundAllowsBeforeItForgetsAnything() {
        LedgerTable table = new LedgerTable(1_000_000);
        int kept = 0;
        while (table.size() == kept) {
            settle(table, kept * 0x9e3779b97f4a7c15L, kept, false, NOW + kept, Forgetting.NONE);
            kept++;
        }

        assertThat(table.bytes()).isBetween(950_000L, 1_000_000L);
        assertThat(kept).isGreaterThan(1_000_000 / 60);
    }

    @Test
    void atItsBoundAboutHalfOfASegmentGoesThoseThatAreNearestToTheirEnd() {
        LedgerTable table = new LedgerTable(1_000_000);
        int ids = 0;
        while (table.size() == ids) {
            settle(table, ids * 0x9e3779b97f4a7c15L, ids, false, end(ids), Forgetting.NONE);
            ids++;
        }
        int last = ids - 1;
        List<Integer> gone = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            boolean found = table.find(i * 0x9e3779b97f4a7c15L, i) != LedgerTable.ABSENT;
            if (segment(i) == segment(last)) {
                (found ? kept : gone).add(end(i));
            } else {
                assertThat(found).isTrue();
            }
        }
        assertThat(gone).hasSizeBetween(kept.size() - 5, kept.size() + 5);
        assertThat(Collections.max(gone)).isLessThanOrEqualTo(Collections.min(kept));
    }

    private static int segment(int i) {
        return (int) (LedgerTable.hash(i * 0x9e3779b97f4a7c15L, i) >>> 56);
    }

    /// Ends that have nothing to do with the order in which ids come.
    private static int end(int i) {
        return NOW + (int) (i * 7_919L % 1_000);
    }

    private static List<Object> slot(LedgerTable table, long high, long low) {
        long slot = table.find(high, low);
        return List.of(
                table.stateAt(slot),
                table.generationAt(slot),
                table.hopAt(slot),
                table.deduplicatedAt(slot),
                table.checksumAt(slot),
                table.nonceAt(slot),
                table.offsetAt(slot));
    }

    private static void sweep(LedgerTable table, Forgetting forgetting) {
        for (int i = 0; i < 256; i++) {
            table.sweep(forgetting);
        }
    }

    private static void settle(
            LedgerTable table,
            long high,
            long low,
            boolean dedup,
            int until,
            Forgetting forgetting) {
        table.put(
                high,
                low,
                new LedgerTable.Entry(State.DONE, 0, 0, false, dedup, 0, 0, 0, until),
                forgetting);
    }
}
