package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.thrice;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Result;
import org.junit.jupiter.api.Test;

class LateResultsChangeNothingTest {
    private final Guarantee guarantee = new LateResultsChangeNothing();

    @Test
    void anOwnerMarksWhatItRanItself() {
        keeps(
                guarantee,
                accepted("a", 0),
                started("a"),
                ended("a", Result.DONE),
                is("a", State.DONE));
        breaks(
                guarantee,
                "owner 2 marks job a done, of which no attempt of its own was",
                accepted("a", 0),
                started("a"),
                ended("a", Result.DONE),
                started("a", 0, 2),
                is("a", 0, State.DONE, 2));
    }

    @Test
    void aDeadJobWasTriedByItsOwner() {
        keeps(guarantee, accepted("a", 0), started("a"), is("a", State.DEAD));
        breaks(
                guarantee,
                "owner 2 marks job a dead, of which it made no attempt",
                accepted("a", 0),
                started("a"),
                is("a", 0, State.DEAD, 2));
    }

    @Test
    void aJobIsPutBackByTheOwnerThatTriedIt() {
        keeps(guarantee, accepted("a", 0), started("a"), waiting("a", 1, 1));
        keeps(guarantee, accepted("a", 0), waiting("a", 0, 1));
        breaks(
                guarantee,
                "owner 2 puts job a back after attempt 1, which it did not make",
                accepted("a", 0),
                started("a"),
                waiting("a", 1, 1, 2));
    }

    @Test
    void aJobWithWhichTooManyOwnersDiedIsDeadWithoutAnAttempt() {
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                started("a", 0, 1),
                started("a", 0, 2),
                started("a", 0, 3),
                is("a", 0, State.DEAD, 4));
        breaks(
                guarantee,
                "owner 3 marks job a dead, of which it made no attempt",
                thrice(),
                accepted("a", 0),
                started("a", 0, 1),
                started("a", 0, 2),
                is("a", 0, State.DEAD, 3));
    }

    @Test
    void soIsOneOfThoseWhoWereAboutToRunIt() {
        keeps(
                guarantee,
                thrice(),
                accepted("a", 0),
                accepted("b", 1),
                started("b"),
                is("b", State.DEAD),
                aboutToRun("a", 1),
                aboutToRun("a", 2),
                aboutToRun("a", 3),
                is("a", 0, State.DEAD, 4));
        breaks(
                guarantee,
                "owner 3 marks job a dead, of which it made no attempt",
                thrice(),
                accepted("a", 0),
                aboutToRun("a", 1),
                aboutToRun("a", 2),
                is("a", 0, State.DEAD, 3));
    }

    @Test
    void whatNeverRunsNeedsNoAttempt() {
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                started("b"),
                is("b", State.DEAD),
                is("a", State.EXPIRED));
    }

    private static Event aboutToRun(String job, long owner) {
        return new Event.Noted(job, 0, 0, (int) owner - 1, job + "@0", Histories.P, owner);
    }
}
