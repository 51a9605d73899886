package dev.towpath.console.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void noMoreThanTheRateGoes() {
        Pace pace = new Pace();
        pace.begin(1_000);
        pace.await();
        long startedAt = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            pace.await();
        }
        assertThat(System.nanoTime() - startedAt).isGreaterThanOrEqualTo(48_000_000);
    }

    @Test
    void whatWasMissedIsNotMadeUpForInABurst() {
        Pace pace = new Pace();
        pace.begin(1_000_000);
        pace.await();
        pace.begin(20);
        pace.await();
        pace.await();
        long startedAt = System.nanoTime();
        pace.await();
        assertThat(System.nanoTime() - startedAt).isGreaterThan(20_000_000);
    }

    @Test
    void whoIsToldToStopWaitsNoMore() {
        Pace pace = new Pace();
        pace.begin(0.001);
        pace.await();
        pace.stop();
        pace.await();
        assertThat(pace.stopped()).isTrue();
    }
}
