package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.worker.handler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of docs/push.md, status by status.
final class StatusRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration WISH = Duration.ofSeconds(7);

    @ParameterizedTest
    @CsvSource({"199, false", "200, true", "204, true", "299, true", "300, false", "500, false"})
    void onlyA2xxIsGood(int status, boolean good) {
        assertThat(StatusRules.isGood(status)).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 501, 502, 504, 599})
    void whatFailedIsTriedAgainAlsoWithAWish(int status) {
        assertThat(outcome(status, Optional.empty())).isEqualTo(Outcome.retry("what"));
        assertThat(outcome(status, Optional.of(WISH))).isEqualTo(Outcome.retry("what"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 401, 403, 404, 405, 407, 410, 413, 422, 424, 428, 499})
    void whatIsNotOursHoldsAlsoWithAWish(int status) {
        assertThat(outcome(status, Optional.empty())).isEqualTo(Outcome.hold("what"));
        assertThat(outcome(status, Optional.of(WISH))).isEqualTo(Outcome.hold("what"));
    }

    @Test
    void aWishHoldsTheTargetOrTheJob() {
        for (int status : new int[] {429, 503}) {
            assertThat(outcome(status, Optional.of(WISH))).isEqualTo(Outcome.holdFor("what", WISH));
        }
        for (int status : new int[] {409, 423}) {
            assertThat(outcome(status, Optional.of(WISH)))
                    .isEqualTo(Outcome.snooze(NOW.plus(WISH)));
        }
    }

    @Test
    void withoutAWishTheyAreAsTheirClass() {
        for (int status : new int[] {429, 409, 423}) {
            assertThat(outcome(status, Optional.empty())).isEqualTo(Outcome.hold("what"));
        }
        assertThat(outcome(503, Optional.empty())).isEqualTo(Outcome.retry("what"));
    }

    @Test
    void aWishIsASecondAtLeastAndADayAtMost() {
        assertThat(StatusRules.retryAfter("1", NOW)).contains(Duration.ofSeconds(1));
        assertThat(StatusRules.retryAfter("86400", NOW)).contains(Duration.ofDays(1));
        assertThat(StatusRules.retryAfter("86401", NOW)).contains(Duration.ofDays(1));
        assertThat(StatusRules.retryAfter("86399", NOW)).contains(Duration.ofSeconds(86_399));
        assertThat(StatusRules.retryAfter("Sat, 28 Nov 2026 12:00:00 GMT", NOW)).isEmpty();
        assertThat(StatusRules.retryAfter("Mon, 30 Nov 2026 12:00:00 GMT", NOW))
                .contains(Duration.ofDays(1));
        assertThat(StatusRules.retryAfter("1000000000", NOW)).isEmpty();
    }

    private static Outcome outcome(int status, Optional<Duration> wish) {
        return StatusRules.outcome(status, wish, "what", NOW);
    }
}
