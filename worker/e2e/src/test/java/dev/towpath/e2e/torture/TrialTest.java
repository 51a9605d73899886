package dev.towpath.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.handler.Fence;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the torture itself looks for, beside the guarantees.
class TrialTest {
    private static final String JOB = "default_0_a";
    private static final Duration BOUND = Duration.ofSeconds(18);

    @Test
    void aJobThatWasAnsweredAndIsInNoLogIsLost() {
        History history = new History();
        history.add(ended("default_0_b"));

        assertThat(Trial.lost(history, Set.of(JOB, "default_0_b")))
                .containsExactly("S1 job " + JOB + " was answered 202 and never ended");
    }

    @Test
    void anEffectThatIsTakenTwiceInOneGenerationIsFound() {
        History history = new History();
        history.add(effect(0, true));
        history.add(effect(0, true));

        assertThat(Trial.doubled(history))
                .containsExactly("S5 job " + JOB + " generation 0 took effect twice");
    }

    @Test
    void anEffectThatTheSinkRefusesAndOneOfTheNextGenerationAreNone() {
        History history = new History();
        history.add(effect(0, true));
        history.add(effect(0, false));
        history.add(effect(1, true));

        assertThat(Trial.doubled(history)).isEmpty();
    }

    @Test
    void aPartitionThatStandsStillForTooLongIsNamed() {
        assertThat(Trial.late(Duration.ofSeconds(19), "jobs-3@7", BOUND, true))
                .containsExactly(
                        "L3 jobs-3@7 had work and stood still for 19000 ms while nothing was"
                                + " broken, at most 18000 ms are allowed");
    }

    @Test
    void whatHasNotEndedInTimeIsSaid() {
        assertThat(Trial.late(Duration.ZERO, "", BOUND, false))
                .containsExactly(
                        "L1 not everything had ended in time after the last fault was healed");
    }

    private static Event ended(String job) {
        return new Event.Terminal(job, 0, State.DONE, "s", "default_0", 1);
    }

    private static Event effect(int generation, boolean taken) {
        return new Event.Effect(JOB, generation, new Fence(1, generation, 1), "worker-001", taken);
    }
}
