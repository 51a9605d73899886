package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.conflict;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.onExpress;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.tellsNothing;
import static dev.towpath.testkit.Histories.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Healed;
import dev.towpath.testkit.Event.Looked;
import dev.towpath.testkit.Event.Rested;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EveryJobEndsInTimeTest {
    private final Guarantee guarantee = new EveryJobEndsInTime(Duration.ofMillis(100));

    @Test
    void whatEndsInTimeIsWell() {
        keeps(
                guarantee,
                accepted("a", 0),
                new Healed(1_000),
                new Looked(1_100),
                is("a", State.DONE));
    }

    @Test
    void whatEndsLaterIsLate() {
        breaks(
                guarantee,
                "job a of partition p could run since 0, and has not ended 100 ms after the faults"
                        + " healed at 1000",
                accepted("a", 0),
                new Healed(1_000),
                new Looked(1_101),
                is("a", State.DONE));
    }

    @Test
    void whatCameLaterHasItsTimeFromThenOn() {
        keeps(
                guarantee,
                new Healed(1_000),
                new Looked(5_000),
                accepted("a", 0),
                new Looked(5_100),
                is("a", State.DONE));
        breaks(
                guarantee,
                "job a of partition p could run since 5000",
                new Healed(1_000),
                new Looked(5_000),
                accepted("a", 0),
                new Looked(5_101));
    }

    @Test
    void theTimeOnTheLadderDoesNotCount() {
        keeps(
                guarantee,
                accepted("a", 0),
                new Healed(1_000),
                onLadder("a", 1, 9_000),
                waiting("a", 1, 1),
                new Looked(9_000),
                onExpress("a", 1, 0),
                new Looked(9_100),
                is("a", State.DONE));
        breaks(
                guarantee,
                "job a of partition p could run since 9000",
                accepted("a", 0),
                new Healed(1_000),
                onLadder("a", 1, 9_000),
                waiting("a", 1, 1),
                new Looked(9_000),
                onExpress("a", 1, 0),
                new Looked(9_101));
    }

    @Test
    void aCopyThatCameBeforeItsMarkCanRunFromTheMarkOn() {
        breaks(
                guarantee,
                "job a of partition p could run since 1000",
                accepted("a", 0),
                new Healed(1_000),
                onLadder("a", 1, 1_000),
                onExpress("a", 1, 0),
                waiting("a", 1, 1),
                new Looked(1_101));
    }

    @Test
    void whatIsDueComesOffTheLadder() {
        breaks(
                guarantee,
                "job a was due at 2000, and is on the ladder yet",
                accepted("a", -1),
                onLadder("a", 0, 2_000),
                new Healed(1_000),
                new Looked(2_101));
    }

    @Test
    void aRepeatOfWhatWaitsOrHasEndedIsNoWork() {
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                new Healed(1_000),
                onLadder("a", 1, 90_000),
                waiting("a", 1, 1),
                is("b", State.DONE),
                accepted("a", 2),
                accepted("b", 3),
                conflict(accepted("b", 3)),
                new Looked(80_000));
    }

    @Test
    void atRestNothingIsLeft() {
        History history =
                History.of(
                        new Event.Began(), accepted("a", 0), new Healed(1_000), new Rested(1_101));
        assertThat(guarantee.judge(history)).isInstanceOf(Judgement.Broken.class);
    }

    @Test
    void beforeTheFaultsHealedItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), new Looked(90_000), is("a", State.DONE));
    }
}
