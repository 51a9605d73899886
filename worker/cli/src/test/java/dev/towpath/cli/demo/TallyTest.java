package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TallyTest {
    @Test
    void percentilesAreOfTheNearestRank() {
        Tally tally = new Tally();
        for (int i = 1; i <= 2000; i++) {
            tally.done(i);
        }
        assertThat(tally.numbers().p50Millis()).isEqualTo(1000);
        assertThat(tally.numbers().p99Millis()).isEqualTo(1980);
        assertThat(Tally.percentile(new long[] {7}, 99)).isEqualTo(7);
        assertThat(Tally.percentile(new long[0], 50)).isZero();
    }

    @Test
    void allThatNeedsNoMoreWaitingForIsSettled() {
        Tally tally = new Tally();
        tally.done(5);
        tally.duplicate();
        tally.dead(new Tally.Loss("a", "TP-3002", "because"));
        tally.refused("TP-1005", "because");
        assertThat(tally.settled()).isEqualTo(4);
    }
}
