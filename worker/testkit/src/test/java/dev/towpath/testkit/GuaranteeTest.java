package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Began;
import dev.towpath.testkit.Event.Rested;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuaranteeTest {
    static List<Guarantee> all() {
        return Guarantee.all();
    }

    @Test
    void theNumbersAreThoseOfTheDocs() {
        assertThat(Guarantee.all())
                .extracting(Guarantee::number)
                .containsExactly(
                        "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12",
                        "S13", "S14", "S15", "S18", "S19");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryWithoutItsBeginningTellsNothing(Guarantee guarantee) {
        assertThat(guarantee.judge(History.of(accepted("a", 0), new Rested())))
                .isEqualTo(new Judgement.Unknown("the history lacks its beginning"));
        assertThat(guarantee.judge(History.of())).isInstanceOf(Judgement.Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryWithoutItsEndIsNotValid(Guarantee guarantee) {
        assertThat(guarantee.judge(History.of(new Began(), accepted("a", 0), is("a", State.DONE))))
                .isNotInstanceOf(Judgement.Kept.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHistoryInWhichNothingHappenedTellsNothing(Guarantee guarantee) {
        assertThat(guarantee.judge(History.of(new Began(), new Rested())))
                .isEqualTo(new Judgement.Unknown("nothing happened that it speaks of"));
    }

    @Test
    void aHistoryWithoutItsEndThatIsBrokenAlreadyIsBroken() {
        Judgement judgement =
                new TerminalIsFinal()
                        .judge(
                                History.of(
                                        new Began(),
                                        accepted("a", 0),
                                        is("a", State.DONE),
                                        started("a")));
        assertThat(judgement).isInstanceOf(Judgement.Broken.class);
        assertThat(((Judgement.Broken) judgement).breaches())
                .singleElement()
                .hasToString(
                        "event 3: job a in generation 0 starts though generation 0 has ended ("
                                + started("a")
                                + ")");
    }
}
