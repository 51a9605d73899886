package dev.towpath.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PollClockTest {
    private static final long START = 1_800_000_000_000L;
    private static final long HOURS_8 = 8 * 3_600_000L;

    private long shown = START;
    private long nanos = 5;
    private final PollClock clock = new PollClock(new Machine(), () -> nanos);

    @Test
    void itShowsWhatTheMachineShows() {
        pass(250, 250);
        assertThat(clock.millis()).isEqualTo(START + 250);
        assertThat(clock.slept()).isZero();
    }

    @Test
    void aSleepOfTheMachineIsToldOnce() {
        pass(HOURS_8 + 40, 40);
        assertThat(clock.millis()).isEqualTo(START + HOURS_8 + 40);
        assertThat(clock.slept()).isEqualTo(HOURS_8);
        assertThat(clock.slept()).isZero();
    }

    @Test
    void aClockThatIsCorrectedALittleIsNoSleep() {
        pass(1_900, 0);
        assertThat(clock.millis()).isEqualTo(START + 1_900);
        assertThat(clock.slept()).isZero();
    }

    @Test
    void whenTheMachinesClockIsSetBackTimeGoesOnAtHalfThePaceUntilItIsReached() {
        pass(-1_000, 0);
        assertThat(clock.millis()).isEqualTo(START);
        pass(500, 500);
        assertThat(clock.millis()).isEqualTo(START + 250);
        pass(2_000, 2_000);
        assertThat(clock.millis()).isEqualTo(START + 1_500);
        assertThat(clock.slept()).isZero();
    }

    @Test
    void timeGoesOnHoweverOftenOneLooksAfterTheClockWasSetBack() {
        pass(-3_600_000, 0);
        for (int i = 0; i < 10_000; i++) {
            nanos += 100_000;
            clock.millis();
        }
        assertThat(clock.millis()).isGreaterThan(START + 300);
    }

    private void pass(long byTheMachine, long trulyMillis) {
        shown += byTheMachine;
        nanos += trulyMillis * 1_000_000;
    }

    private final class Machine implements InstantSource {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(shown);
        }
    }
}
