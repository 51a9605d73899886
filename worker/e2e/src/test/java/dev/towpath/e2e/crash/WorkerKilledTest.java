package dev.towpath.e2e.crash;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class WorkerKilledTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @Tag("full")
    @EnumSource(CrashPoint.class)
    void whereverAWorkerIsKilledItsHeirKeepsEveryPromise(CrashPoint point) throws Exception {
        long seed = Seeds.next("killed " + point);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(4, GroupProtocol.AUTO);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(250);
            int attempts = point.late ? 1 + random.nextInt(120) : 0;
            fleet.suffer(new Strike(fleet, "victim", point.step, attempts, Strike.Deed.KILL));

            fleet.hire("victim");
            // A dead letter may go before any job runs.
            fleet.steps().await("victim", point.late ? Step.ATTEMPT_STARTED : point.step, 1, SOON);
            fleet.hire("heir");
            fleet.awaitKilled("victim", SOON);
            traffic.wave(100);
            fleet.awaitSettled();
            fleet.leave("heir");

            Courtroom.judged(fleet, traffic, seed);
        }
    }

    @Test
    void aWorkerThatIsKilledWhileAnotherTakesOverAHalfLeavesNothingUndone() throws Exception {
        long seed = Seeds.next("killed while another takes over");
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(4, GroupProtocol.AUTO);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(100);
            fleet.hire("victim");
            fleet.steps().await("victim", Step.ATTEMPT_ENDED, 50, SOON);
            int attempts = 1 + random.nextInt(40);
            fleet.suffer(
                    (worker, step, count) -> {
                        boolean now =
                                worker.equals("heir")
                                        && step == Step.ATTEMPT_STARTED
                                        && count == attempts;
                        if (now) {
                            fleet.kill("victim");
                        }
                        return true;
                    });

            fleet.hire("heir");
            fleet.steps().await("heir", Step.COMMIT_STORED, 1, SOON);
            traffic.wave(250);
            fleet.awaitKilled("victim", SOON);
            fleet.awaitSettled();
            fleet.leave("heir");

            Courtroom.judged(fleet, traffic, seed);
        }
    }
}
