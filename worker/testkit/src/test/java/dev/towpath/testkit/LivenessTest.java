package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.testkit.Event.Began;
import dev.towpath.testkit.Event.Healed;
import dev.towpath.testkit.Event.Looked;
import dev.towpath.testkit.Event.Rested;
import dev.towpath.testkit.fleet.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LivenessTest {
    static List<Guarantee> all() {
        return Mode.LIVENESS.guarantees();
    }

    @Test
    void theNumbersAreThoseOfTheDocs() {
        assertThat(all()).extracting(Guarantee::number).containsExactly("L1", "L3", "L4", "L5");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryWithoutItsBeginningTellsNothing(Guarantee guarantee) {
        History history =
                History.of(accepted("a", 0), new Healed(1), new Looked(999_999), new Rested());
        assertThat(guarantee.judge(history)).isInstanceOf(Judgement.Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryThatEndsBeforeItsTimeIsOverTellsNothing(Guarantee guarantee) {
        History history =
                History.of(new Began(), accepted("a", 0), new Healed(1), new Looked(1_000));
        assertThat(guarantee.judge(history)).isInstanceOf(Judgement.Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryThatNeverHealsTellsNothing(Guarantee guarantee) {
        History history =
                History.of(new Began(), accepted("a", 0), new Looked(999_999), new Rested());
        assertThat(guarantee.judge(history)).isInstanceOf(Judgement.Unknown.class);
    }
}
