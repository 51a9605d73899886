package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    /// Its first attempt hangs, so that its flushes carry marks and no offset that is new: what
    /// fences them is that they carry the old offset again.
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"OFFSETS_SENT", "MARKS_SENT", "COMMIT_SENT"})
    void aZombiesFlushIsFencedAlsoWhenItMovesNoOffset(Step step) throws Exception {
        long seed = Seeds.next("frozen behind a hanging attempt " + step);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(1, GroupProtocol.CONSUMER);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(250);
            CountDownLatch hanging = new CountDownLatch(1);
            Strike strike =
                    new Strike(
                            fleet, "zombie", step, 30 + random.nextInt(90), Strike.Deed.FREEZE);
            fleet.suffer(
                    (worker, reached, count) -> {
                        if (worker.equals("zombie")
                                && reached == Step.ATTEMPT_STARTED
                                && count == 1) {
                            hanging.await();
                        }
                        return strike.at(worker, reached, count);
                    });
            fleet.hire("zombie");
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.hire("heir");
            fleet.awaitSettled();

            strike.release();
            hanging.countDown();
            traffic.wave(100);
            fleet.awaitSettled();
            fleet.leave("zombie");
            fleet.leave("heir");

            Courtroom.judged(fleet, traffic, seed);
        }
    }
}
