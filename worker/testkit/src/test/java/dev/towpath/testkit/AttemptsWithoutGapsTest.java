package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.attempt;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.thrice;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Result;
import org.junit.jupiter.api.Test;

class AttemptsWithoutGapsTest {
    private final Guarantee guarantee = new AttemptsWithoutGaps();

    @Test
    void attemptsRunFromOneToTheMostThatTheTypeAllows() {
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                waiting("a", 1, 1),
                attempt("a", 2, 0),
                ended("a", 2, Result.FAILED, 0),
                waiting("a", 2, 2),
                attempt("a", 3, 0),
                ended("a", 3, Result.FAILED, 0),
                is("a", State.DEAD));
    }

    @Test
    void noneIsLeftOutAndNoneIsMadeTwice() {
        breaks(
                guarantee,
                "job a in generation 0 makes attempt 2 after 0",
                accepted("a", 0),
                attempt("a", 2, 0));
        breaks(
                guarantee,
                "job a in generation 0 makes attempt 1 after 1",
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                attempt("a", 1, 0));
    }

    @Test
    void anOwnerNeedNotWaitForItsOwnMark() {
        keeps(
                guarantee,
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                attempt("a", 2, 0),
                waiting("a", 1, 1));
    }

    @Test
    void aCrashBurnsNone() {
        keeps(
                guarantee,
                accepted("a", 0),
                opened(1),
                attempt("a", 1, 1, 0),
                ended("a", 1, 1, Result.FAILED, 0),
                opened(2),
                attempt("a", 1, 2, 0));
        breaks(
                guarantee,
                "job a in generation 0 makes attempt 2 after 0",
                accepted("a", 0),
                opened(1),
                attempt("a", 1, 1, 0),
                ended("a", 1, 1, Result.FAILED, 0),
                opened(2),
                attempt("a", 2, 2, 0));
    }

    @Test
    void anHeirGoesOnFromWhatIsDurable() {
        keeps(
                guarantee,
                accepted("a", 0),
                opened(1),
                attempt("a", 1, 1, 0),
                ended("a", 1, 1, Result.FAILED, 0),
                waiting("a", 1, 1),
                opened(2),
                attempt("a", 2, 2, 0));
    }

    @Test
    void whatWasSnoozedIsNoAttempt() {
        keeps(
                guarantee,
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.AGAIN, 0),
                waiting("a", 0, 1),
                attempt("a", 1, 0));
    }

    @Test
    void aMarkHoldsTheAttemptsThatItsOwnerMade() {
        breaks(
                guarantee,
                "job a in generation 0 is marked with 2 attempts, which its owner never had made",
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                waiting("a", 2, 1));
    }

    @Test
    void thereAreNoMoreThanTheTypeAllows() {
        breaks(
                guarantee,
                "job a in generation 0 makes attempt 4 of 3",
                thrice(),
                accepted("a", 0),
                opened(1),
                attempt("a", 3, 1, 0),
                ended("a", 3, Result.FAILED, 0),
                attempt("a", 4, 1, 0));
    }

    @Test
    void aJobIsNotDeadBeforeItsLastAttemptUnlessNoneCanMendIt() {
        breaks(
                guarantee,
                "job a in generation 0 is dead after attempt 1 of 3",
                thrice(),
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                is("a", State.DEAD));
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED_FOR_GOOD, 0),
                is("a", State.DEAD));
    }
}
