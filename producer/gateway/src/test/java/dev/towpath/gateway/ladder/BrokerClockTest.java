package dev.towpath.gateway.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BrokerClockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void isUnknownBeforeTheFirstAnswerAndAWhileAfterTheLast() {
        BrokerClock clock = new BrokerClock();
        assertThat(clock.millis(0)).isEmpty();

        clock.heard(1_000, 0);

        assertThat(clock.millis(3 * SECOND)).hasValue(4_000);
        assertThat(clock.millis(6 * SECOND)).isEmpty();
    }

    @Test
    void isUnknownAfterTheMachineStoodStill() {
        BrokerClock clock = new BrokerClock();
        clock.heard(1_000, 0);

        clock.forget();

        assertThat(clock.millis(0)).isEmpty();
    }

    @Test
    void isNeverAheadOfTheBrokerHoweverSlowTheAnswersAre() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            BrokerClock clock = new BrokerClock();
            long start = random.nextLong(1L << 40);
            long nanos = random.nextLong();
            long from = nanos;
            for (int i = 0; i < 500; i++) {
                long stamped = nanos;
                nanos += random.nextLong(SECOND);
                clock.heard(start + (stamped - from) / 1_000_000, nanos);
                long later = nanos + random.nextLong(4 * SECOND);
                assertThat(clock.millis(later).orElseThrow())
                        .as("seed %d, answer %d", seed, i)
                        .isLessThanOrEqualTo(start + (later - from) / 1_000_000);
            }
        }
    }

    @Test
    void oneSlowAnswerDoesNotPutItBack() {
        BrokerClock clock = new BrokerClock();
        clock.heard(1_000, 0);

        clock.heard(1_001, SECOND / 2);

        assertThat(clock.millis(SECOND / 2)).hasValue(1_500);
    }

    @Test
    void followsABrokerWhoseClockWasPutBack() {
        BrokerClock clock = new BrokerClock();
        clock.heard(3_600_000, 0);

        for (int i = 1; i <= 4; i++) {
            clock.heard(i * 1_000L, i * SECOND);
        }

        assertThat(clock.millis(4 * SECOND)).hasValue(4_000);
    }
}
