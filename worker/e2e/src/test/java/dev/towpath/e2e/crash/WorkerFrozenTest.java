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
import org.junit.jupiter.params.provider.CsvSource;

/// A worker that is stopped past its session and goes on when another has its partitions: what it
/// had under way reaches Kafka or the sink after the other has finished.
@Tag("full")
@Execution(ExecutionMode.CONCURRENT)
class WorkerFrozenTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "CONSUMER, ATTEMPT_STARTED",
        "CONSUMER, EFFECT_WRITTEN",
        "CONSUMER, ATTEMPT_ENDED",
        "CONSUMER, OFFSETS_SENT",
        "CONSUMER, MARKS_SENT",
        "CONSUMER, COMMIT_SENT",
        "CONSUMER, COMMIT_STORED",
        "CLASSIC, OFFSETS_SENT",
        "CLASSIC, MARKS_SENT",
        "CLASSIC, COMMIT_SENT"
    })
    void whatAZombieBringsLateChangesNothingAndItWorksOnAfterwards(
            GroupProtocol protocol, Step step) throws Exception {
        long seed = Seeds.next("frozen " + protocol + " " + step);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(4, protocol);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(250);
            Strike strike =
                    new Strike(
                            fleet, "zombie", step, 1 + random.nextInt(120), Strike.Deed.FREEZE);
            fleet.suffer(strike);
            fleet.hire("zombie");
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.hire("heir");
            fleet.awaitSettled();

            strike.release();
            traffic.wave(150);
            fleet.awaitSettled();
            fleet.leave("zombie");
            fleet.leave("heir");

            Courtroom.judged(fleet, traffic, seed);
        }
    }
}
