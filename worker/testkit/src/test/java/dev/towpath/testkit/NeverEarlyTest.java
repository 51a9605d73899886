package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.attempt;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;
import static dev.towpath.testkit.Histories.thrice;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.testkit.Event.Result;
import org.junit.jupiter.api.Test;

class NeverEarlyTest {
    private final Guarantee guarantee = new NeverEarly();

    @Test
    void aJobWithADelayStartsWhenItIsDue() {
        keeps(guarantee, accepted("a", 0), onLadder("a", 0, 500), attempt("a", 1, 500));
        breaks(
                guarantee,
                "job a starts attempt 1 1 ms before it is due",
                accepted("a", 0),
                onLadder("a", 0, 500),
                attempt("a", 1, 499));
    }

    @Test
    void anAttemptStartsAfterTheEndOfTheOneBeforeAndItsPause() {
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                ended("a", 1, Result.FAILED, 1_000),
                attempt("a", 2, 1_100),
                ended("a", 2, Result.FAILED, 1_200),
                attempt("a", 3, 1_600));
        breaks(
                guarantee,
                "job a starts attempt 3 1 ms before the pause of 400 ms after attempt 2 is over",
                thrice(),
                accepted("a", 0),
                ended("a", 2, Result.FAILED, 1_200),
                attempt("a", 3, 1_599));
    }

    @Test
    void itIsTheLastEndThatCounts() {
        breaks(
                guarantee,
                "job a starts attempt 2 50 ms before the pause of 100 ms after attempt 1 is over",
                thrice(),
                accepted("a", 0),
                opened(1),
                ended("a", 1, 1, Result.FAILED, 1_000),
                opened(2),
                ended("a", 1, 2, Result.FAILED, 2_000),
                attempt("a", 2, 2, 2_050));
    }

    @Test
    void whatAZombieEndsDelaysNobody() {
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                opened(1),
                opened(2),
                ended("a", 1, 2, Result.FAILED, 1_000),
                ended("a", 1, 1, Result.FAILED, 1_050),
                attempt("a", 2, 2, 1_100));
    }

    @Test
    void aJobThatWaitsStartsWhenItsCopyIsDue() {
        breaks(
                guarantee,
                "job a starts attempt 1 1 ms before the copy that it waits for is due",
                accepted("a", 0),
                onLadder("a", 1, 500),
                waiting("a", 0, 1),
                attempt("a", 1, 499));
    }

    @Test
    void withoutTimesItTellsNothing() {
        tellsNothing(guarantee, thrice(), accepted("a", 0), started("a"));
    }
}
