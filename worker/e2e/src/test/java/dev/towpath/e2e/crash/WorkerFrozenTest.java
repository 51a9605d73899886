package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Nemesis;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A worker whose group takes it for dead, and that is not: what it brings late reaches Kafka or
/// the sink when another has its partitions.
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
        "CLASSIC, COMMIT_SENT"
    })
    void whatAZombieBringsLateChangesNothingAndItWorksOnAfterwards(
            GroupProtocol protocol, Step step) throws Exception {
        long seed = Seeds.next("frozen " + protocol + " " + step);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(4, protocol);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            hireBoth(fleet);
            Strike strike =
                    new Strike(fleet, "zombie", step, 1 + random.nextInt(60), Strike.Deed.FREEZE);
            fleet.suffer(strike);
            traffic.wave(250);
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.awaitSettled();

            strike.release();
            traffic.wave(150);
            judge(fleet, traffic, seed);
        }
    }

    /// Its first attempt hangs, so that its flushes carry marks and no offset that is new: what
    /// fences them is that they carry the old offset again.
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"OFFSETS_SENT", "MARKS_SENT", "COMMIT_SENT"})
    void aZombiesFlushIsFencedAlsoWhenItMovesNoOffset(Step step) throws Exception {
        long seed = Seeds.next("frozen behind a hanging attempt, " + step);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(2, GroupProtocol.CONSUMER);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            hireBoth(fleet);
            CountDownLatch hanging = new CountDownLatch(1);
            Strike strike =
                    new Strike(fleet, "zombie", step, 30 + random.nextInt(60), Strike.Deed.FREEZE);
            fleet.suffer(firstAttemptHangs(hanging, strike));
            traffic.wave(300);
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.awaitSettled();

            strike.release();
            hanging.countDown();
            traffic.wave(100);
            judge(fleet, traffic, seed);
        }
    }

    @Test
    void aWorkerThatIsCutOffFromItsGroupAndWorksOnCommitsNothingMore() throws Exception {
        long seed = Seeds.next("cut off");
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(2, GroupProtocol.CONSUMER);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            hireBoth(fleet);
            CountDownLatch hanging = new CountDownLatch(1);
            Strike strike =
                    new Strike(
                            fleet,
                            "zombie",
                            Step.ATTEMPT_ENDED,
                            30 + random.nextInt(60),
                            Strike.Deed.CUT_OFF);
            fleet.suffer(firstAttemptHangs(hanging, strike));
            traffic.wave(300);
            assertThat(strike.await(SOON)).as("seed %d, struck", seed).isTrue();
            fleet.awaitSettled();

            // It still reads the jobs, and runs them.
            traffic.wave(100);
            fleet.awaitSettled();
            strike.release();
            hanging.countDown();
            traffic.wave(100);
            judge(fleet, traffic, seed);
        }
    }

    /// Both have opened partitions.
    private static void hireBoth(Fleet fleet) throws Exception {
        fleet.hire("zombie");
        fleet.hire("heir");
        fleet.steps().await("zombie", Step.COMMIT_STORED, 1, SOON);
        fleet.steps().await("heir", Step.COMMIT_STORED, 1, SOON);
    }

    private static Nemesis firstAttemptHangs(CountDownLatch hanging, Nemesis otherwise) {
        return (worker, step, count) -> {
            if (worker.equals("zombie") && step == Step.ATTEMPT_STARTED && count == 1) {
                hanging.await();
            }
            return otherwise.at(worker, step, count);
        };
    }

    private static void judge(Fleet fleet, Traffic traffic, long seed) throws Exception {
        fleet.awaitSettled();
        fleet.leave("zombie");
        fleet.leave("heir");
        Courtroom.judged(fleet, traffic, seed);
    }
}
