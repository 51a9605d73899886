package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.started;

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
    void whatNeverRunsNeedsNoAttempt() {
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                started("b"),
                is("b", State.DEAD),
                is("a", State.EXPIRED));
    }
}
