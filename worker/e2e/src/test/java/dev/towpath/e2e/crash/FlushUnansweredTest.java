package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A worker that lives and cannot finish a flush: it does not know whether Kafka has committed.
@Tag("full")
@Execution(ExecutionMode.CONCURRENT)
class FlushUnansweredTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"OFFSETS_SENT", "MARKS_SENT", "MARKS_STORED", "COMMIT_SENT", "COMMIT_STORED"})
    void aFlushOfUnknownOutcomeIsMadeAgainAndNothingIsRunAgain(Step step) throws Exception {
        long seed = Seeds.next("unanswered " + step);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(2, GroupProtocol.AUTO);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(250);
            Strike strike =
                    new Strike(fleet, "only", step, 1 + random.nextInt(120), Strike.Deed.SILENCE);
            fleet.suffer(strike);

            fleet.hire("only");
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.awaitSettled();
            fleet.leave("only");

            Courtroom.judged(fleet, traffic, seed);
        }
    }
}
