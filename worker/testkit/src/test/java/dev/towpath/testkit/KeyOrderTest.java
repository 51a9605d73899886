package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.attempt;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private final Guarantee guarantee = new KeyOrder();
    private final Event a = accepted("a", 0).inGroup("g");
    private final Event b = accepted("b", 1).inGroup("g");

    @Test
    void theJobsOfAGroupRunOneAfterAnother() {
        keeps(guarantee, a, b, started("a"), ended("a", Result.DONE), started("b"));
        breaks(guarantee, "job b of group p g starts beside", a, b, started("a"), started("b"));
    }

    @Test
    void theyBeginInTheOrderOfTheLog() {
        breaks(
                guarantee,
                "job b starts before job a of its group",
                a,
                b,
                started("b"),
                ended("b", Result.DONE),
                started("a"));
        keeps(guarantee, a, b, is("a", State.EXPIRED), started("b"));
    }

    @Test
    void nothingWaitsForWhatIsCalledOff() {
        keeps(guarantee, a, b, Histories.cancel("a", 0, 1, 0), started("b"));
        breaks(
                guarantee,
                "job b starts before job a of its group",
                a,
                b,
                Histories.cancel("b", 0, 2, 0),
                started("b"));
    }

    @Test
    void whatWasSubmittedWithADelayHasNoPlaceInTheOrder() {
        Event delayed = accepted("a", -1).inGroup("g");
        keeps(guarantee, delayed, b, started("b"), ended("b", Result.DONE), started("a"));
        breaks(
                guarantee,
                "job a of group p g starts beside",
                delayed,
                b,
                started("b"),
                started("a"));
    }

    @Test
    void behindAStrictJobNothingBeginsBeforeItsLastAttempt() {
        Event strict = new Event.Declared("t", true, 2, List.of(1L), 3);
        keeps(
                guarantee,
                strict,
                a,
                b,
                started("a"),
                ended("a", 1, Result.FAILED, 0),
                attempt("a", 2, 0),
                ended("a", 2, Result.FAILED, 0),
                started("b"));
        breaks(
                guarantee,
                "job b starts before job a of its group",
                strict,
                a,
                b,
                started("a"),
                ended("a", 1, Result.FAILED, 0),
                started("b"));
    }

    @Test
    void whatWasGivenUpIsNotLive() {
        keeps(guarantee, a, b, started("a"), ended("a", Result.ABANDONED), started("b"));
    }

    @Test
    void whatAnEarlierOwnerStillRunsIsNotLive() {
        keeps(guarantee, a, b, opened(1), started("a"), opened(2), started("a", 0, 2));
        keeps(
                guarantee,
                a,
                b,
                opened(2),
                started("a", 0, 2),
                ended("a", 0, 2, Result.DONE),
                started("b", 0, 1));
    }

    @Test
    void groupsDoNotMatterToEachOther() {
        keeps(guarantee, a, accepted("c", 1).inGroup("h"), started("c"), started("a"));
    }

    @Test
    void withoutGroupsItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), accepted("b", 1), started("b"), started("a"));
    }
}
