package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FrontierTest {
    @Test
    void isThePositionWhileNothingIsTaken() {
        assertThat(new Frontier(7).offset()).isEqualTo(7);
        assertThat(new Frontier(7).span()).isZero();
    }

    @Test
    void staysAtTheLowestUnsettledAndThenPassesEverythingSettledBehindIt() {
        Frontier frontier = new Frontier(0);
        long first = frontier.add(0);
        long second = frontier.add(1);
        long third = frontier.add(2);
        frontier.settle(third);
        frontier.settle(second);
        assertThat(frontier.offset()).isZero();
        frontier.settle(first);
        assertThat(frontier.offset()).isEqualTo(3);
    }

    @Test
    void namesAnOffsetThatIsThereWhenTheLogHasGaps() {
        Frontier frontier = new Frontier(0);
        long first = frontier.add(5);
        frontier.add(9);
        assertThat(frontier.offset()).isEqualTo(5);
        frontier.settle(first);
        assertThat(frontier.offset()).isEqualTo(9);
    }

    @Test
    void isWhatAPlainSetSaysItIs() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Frontier frontier = new Frontier(random.nextInt(50));
            long position = frontier.offset();
            TreeSet<Long> unsettled = new TreeSet<>();
            List<long[]> open = new ArrayList<>();
            int bias = 1 + random.nextInt(9);
            for (int step = 0; step < 3_000; step++) {
                if (open.isEmpty() || random.nextInt(10) < bias) {
                    long offset = position + (random.nextInt(20) == 0 ? random.nextInt(1_000) : 0);
                    open.add(new long[] {frontier.add(offset), offset});
                    unsettled.add(offset);
                    position = offset + 1;
                } else {
                    long[] one = open.remove(random.nextInt(open.size()));
                    frontier.settle(one[0]);
                    unsettled.remove(one[1]);
                }
                assertThat(frontier.offset())
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(unsettled.isEmpty() ? position : unsettled.first());
            }
        }
    }

    @Test
    void settlingTwiceOrWhatWasNeverTakenIsABug() {
        Frontier frontier = new Frontier(0);
        long first = frontier.add(0);
        frontier.add(1);
        assertThatThrownBy(() -> frontier.settle(2))
                .hasMessageContaining("sequence 2 is settled twice or was never taken");
        frontier.settle(first);
        assertThatThrownBy(() -> frontier.settle(first))
                .isInstanceOf(BrokenInvariant.class)
                .hasMessageContaining(
                        "a bug in the engine: sequence 0 is settled twice or was never taken."
                                + " Nothing more is committed")
                .satisfies(
                        e ->
                                assertThat(((TowpathException) e).code())
                                        .isEqualTo(ErrorCode.INVARIANT_BROKEN));
    }

    @Test
    void anOffsetThatComesASecondTimeIsABug() {
        Frontier frontier = new Frontier(3);
        frontier.add(3);
        assertThatThrownBy(() -> frontier.add(3))
                .isInstanceOf(BrokenInvariant.class)
                .hasMessageContaining("offset 3 came after the position was 4");
    }
}
