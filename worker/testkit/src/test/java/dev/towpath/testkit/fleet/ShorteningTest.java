package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShorteningTest {
    private static final Duration BUDGET = Duration.ofSeconds(4);

    @ParameterizedTest
    @CsvSource({"SAFETY, GROUP_IGNORED, S7", "LIVENESS, FORGOTTEN_RESUME, L3"})
    void aBugIsFoundInAFractionOfTheSteps(Mode mode, Flaw flaw, String guarantee) {
        Run broken = Simulation.run(Plan.of(1, mode).with(flaw));
        Run shorter = Shortening.of(broken, guarantee, BUDGET);
        assertThat(shorter.findings())
                .isNotEmpty()
                .allMatch(finding -> finding.guarantee().equals(guarantee));
        assertThat(shorter.length()).isLessThan(broken.length() / 10);
        assertThat(shorter.story())
                .startsWith("seed 1 breaks:\n  " + guarantee + " event ")
                .contains("in these steps of its time of faults: ");
    }

    @Test
    void itTellsOfTheJobThatIsNamed() {
        Run broken = Simulation.run(Plan.of(1, Mode.SAFETY).with(Flaw.GROUP_IGNORED));
        Run shorter = Shortening.of(broken, "S7", BUDGET);
        String job = Trail.job(shorter.findings().getFirst().what()).orElseThrow();
        assertThat(shorter.story())
                .contains("of " + job + ":")
                .contains("AttemptStarted[job=" + job);
    }

    @Test
    void aShortenedRunGivesTheSameHistoryAgain() {
        Run broken = Simulation.run(Plan.of(1, Mode.SAFETY).with(Flaw.GROUP_IGNORED));
        Run shorter = Shortening.of(broken, "S7", BUDGET);
        assertThat(Simulation.run(broken.plan().only(Steps.of(shorter.steps()))).history().events())
                .isEqualTo(shorter.history().events());
    }

    @Test
    void whatBreaksNothingStaysAsItIs() {
        Run whole = Simulation.run(1, Mode.SAFETY);
        assertThat(Shortening.of(whole, BUDGET)).isSameAs(whole);
    }
}
