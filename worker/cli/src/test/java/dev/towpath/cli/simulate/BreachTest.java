package dev.towpath.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BreachTest {
    @Test
    void aBreachIsToldWithItsSeedAndTheCommandThatRunsItAgain() {
        assertThat(SimulateCommand.breach(7, "seed 7 breaks:\n  S7 event 3: ...").line())
                .isEqualTo(
                        """
                        TP-5016 a guarantee was broken in the simulation: seed 7 breaks:
                          S7 event 3: ...
                        Nothing but this simulation is concerned. That is a bug of Towpath: please \
                        report it with these lines. To run it again, which is safe:
                          towpath simulate --seeds 1 --seed 7""");
    }
}
