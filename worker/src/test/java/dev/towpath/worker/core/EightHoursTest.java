package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A working day in which the jobs of one type are kept back, or cannot keep up, while others come.
class EightHoursTest {
    private static final int EVERY_SECONDS = 5;
    private static final long DAY_SECONDS = Duration.ofHours(8).toSeconds();
    private static final int BACK_SECONDS = (int) Duration.ofMinutes(18).toSeconds();
    private static final int BUFFER = 50;
    private static final Limits LIMITS = new Limits(10, 1L << 30, BUFFER, 1L << 30, 1_000, 5_000);

    @Test
    void whileATargetIsOutTheOthersGoOnAndNothingIsBurnedAndItGoesOnByItself() {
        Day day = new Day(LIMITS, policy("mail", "smtp", 10), Bed.T);
        day.bed.step(new Event.GateClosed(Gates.target("smtp"), "target smtp is out", 0));
        int mostInMemory = 0;
        int jobs = 0;
        for (long passed = 0; passed < DAY_SECONDS; passed += EVERY_SECONDS) {
            day.arrive("mail");
            day.arrive("t");
            jobs++;
            day.pass(EVERY_SECONDS);
            mostInMemory = Math.max(mostInMemory, day.bed.view(P0).unsettled());
        }
        assertThat(day.ended("t")).hasSize(jobs);
        assertThat(day.longestWait("t")).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(day.ended("mail")).isEmpty();
        // What comes off the ladder may take as much again as what is new.
        assertThat(mostInMemory).isLessThanOrEqualTo(2 * BUFFER);
        assertThat(day.behind()).isLessThan(BUFFER);

        day.bed.step(new Event.GateOpened(Gates.target("smtp")));
        day.pass(BACK_SECONDS);

        assertThat(day.ended("mail")).hasSize(jobs).containsOnly(1);
        assertThat(day.onLadder()).isZero();
        assertThat(day.bed.view(P0).unsettled()).isZero();
    }

    @Test
    void aTypeThatCannotKeepUpDoesNotMakeTheOthersWait() {
        Limits wider = new Limits(10, 1L << 30, 10 * BUFFER, 1L << 30, 1_000, 5_000);
        Day day =
                new Day(wider, policy("slow", "", 2), Bed.T).takes("slow", Duration.ofSeconds(20));
        for (int second = 0; second < 3_600; second++) {
            if (!day.bed.view(P0).paused()) {
                day.arrive("slow");
                day.arrive("t");
            }
            day.pass(1);
        }

        assertThat(day.longestWait("t")).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(day.ended("t").size()).as("read in an hour").isGreaterThan(3_000);
        assertThat(day.ended("slow").size()).isGreaterThan(3_600 / 20 * 2 - 4);
        assertThat(day.ended("slow")).containsOnly(1);
    }

    @Test
    void whereNothingElseComesWhatIsSlowStaysInItsPlace() {
        Day day =
                new Day(LIMITS, policy("slow", "", 2), Bed.T).takes("slow", Duration.ofSeconds(20));
        for (int i = 0; i < 12_000; i++) {
            day.arrive("slow");
        }

        day.pass(3_600);

        assertThat(day.onLadder()).isZero();
    }

    private static TypePolicy policy(String type, String target, int maxInFlight) {
        return new TypePolicy(
                type,
                "default",
                target,
                false,
                false,
                0,
                false,
                60_000,
                maxInFlight,
                false,
                RetryPolicy.ONCE);
    }
}
