package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import org.junit.jupiter.api.Test;

class TerminalIsFinalTest {
    private final Guarantee guarantee = new TerminalIsFinal();

    @Test
    void nothingStartsAfterItsEnd() {
        keeps(guarantee, accepted("a", 0), started("a"), is("a", State.DONE));
        breaks(
                guarantee,
                "starts though generation 0 has ended",
                accepted("a", 0),
                is("a", State.DONE),
                started("a"));
    }

    @Test
    void theNextGenerationStarts() {
        keeps(guarantee, accepted("a", 0), is("a", State.DEAD), started("a", 1, 1));
    }

    @Test
    void anEarlierGenerationDoesNot() {
        breaks(
                guarantee,
                "job a in generation 0 starts though generation 1 has ended",
                accepted("a", 0),
                is("a", 1, State.DONE, 1),
                started("a", 0, 1));
    }

    @Test
    void doneAndDeadAreNeverBoth() {
        breaks(
                guarantee,
                "job a in generation 0 was DONE and is now DEAD",
                accepted("a", 0),
                is("a", State.DONE),
                is("a", State.DEAD));
        keeps(guarantee, accepted("a", 0), is("a", State.DONE), is("a", State.DONE));
    }

    @Test
    void aWorkerThatDoesNotKnowYetThatItLostThePartitionMayStart() {
        keeps(
                guarantee,
                accepted("a", 0),
                opened(1),
                opened(2),
                is("a", 0, State.DONE, 2),
                started("a", 0, 1));
        breaks(
                guarantee,
                "starts though generation 0 has ended",
                accepted("a", 0),
                opened(1),
                opened(2),
                is("a", 0, State.DONE, 1),
                started("a", 0, 2));
    }

    @Test
    void aConflictNeverStarts() {
        Event.Submitted second = accepted("a", 1).with("other");
        breaks(
                guarantee,
                "was a conflict, and starts",
                accepted("a", 0),
                second,
                Histories.conflict(second),
                new Event.AttemptStarted(
                        "a",
                        1,
                        1,
                        new dev.towpath.worker.handler.Fence(1, 1, 1),
                        "w1",
                        second.submission(),
                        "t",
                        "other",
                        0));
    }

    @Test
    void whatHasEndedWaitsNoMore() {
        breaks(
                guarantee,
                "job a in generation 0 waits though it has ended",
                accepted("a", 0),
                is("a", State.DONE),
                waiting("a", 1, 1));
    }

    @Test
    void aMarkMayBeWrittenAgainAfterAnUnknownOutcome() {
        keeps(
                guarantee,
                accepted("a", 0),
                waiting("a", 1, 1),
                is("a", State.DONE),
                waiting("a", 1, 1),
                is("a", State.DONE));
    }
}
