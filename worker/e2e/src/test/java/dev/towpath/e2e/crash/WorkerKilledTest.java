package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.evidence.Evidence;
import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class WorkerKilledTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void whereverAWorkerIsKilledItsHeirKeepsEveryPromise(CrashPoint point) throws Exception {
        long seed = Seeds.next("killed " + point);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(4, GroupProtocol.AUTO);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            traffic.wave(200);
            int attempts = point.late ? 1 + random.nextInt(60) : 0;
            fleet.suffer(new Killer(fleet, "victim", point.step, attempts));

            fleet.hire("victim");
            fleet.steps().await("victim", Step.ATTEMPT_STARTED, 1, SOON);
            fleet.hire("heir");
            fleet.awaitEnd("victim", SOON);
            traffic.wave(100);
            fleet.awaitSettled();
            fleet.leave("heir");

            Evidence evidence = fleet.evidence(traffic);
            assertThat(evidence.lateWrites()).as("seed %d", seed).isEmpty();
            assertThat(Judges.complaints(fleet.history(evidence))).as("seed %d", seed).isEmpty();
        }
    }
}
