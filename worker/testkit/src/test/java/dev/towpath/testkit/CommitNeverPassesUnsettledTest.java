package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.attempt;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.cancel;
import static dev.towpath.testkit.Histories.committed;
import static dev.towpath.testkit.Histories.conflict;
import static dev.towpath.testkit.Histories.expressCommitted;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.letter;
import static dev.towpath.testkit.Histories.marked;
import static dev.towpath.testkit.Histories.onExpress;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.repeated;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.tellsNothing;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Fence;
import org.junit.jupiter.api.Test;

class CommitNeverPassesUnsettledTest {
    private final Guarantee guarantee = new CommitNeverPassesUnsettled();

    @Test
    void whatLiesBelowACommitIsSettledBefore() {
        keeps(guarantee, accepted("a", 0), is("a", State.DONE), committed(1));
        breaks(
                guarantee,
                "the commit of p at 1 passes offset 0, which is not settled",
                accepted("a", 0),
                committed(1),
                is("a", State.DONE));
    }

    @Test
    void aCancelIsKnownToTheLedgerBefore() {
        Event.CancelAsked cancel = cancel("a", 0, 5, 100);
        keeps(guarantee, cancel, marked(cancel), expressCommitted(1));
        keeps(guarantee, cancel, marked(cancel("a", 1, 6, 110)), expressCommitted(1));
        breaks(
                guarantee,
                "the commit of express p at 1 passes offset 0, which is not settled",
                cancel,
                expressCommitted(1),
                marked(cancel));
        breaks(
                guarantee,
                "passes offset 0, which is not settled",
                cancel,
                marked(cancel("a", 1, 4, 110)),
                expressCommitted(1));
    }

    @Test
    void whatLiesThereOnceMoreIsNotLostThoughItRuns() {
        Event.Submitted job = accepted("a", 0);
        Event.Submitted again = repeated(job, 2);
        keeps(guarantee, job, again, runs(again, 0), committed(1), is("a", State.DONE));
        breaks(
                guarantee,
                "the commit of p at 3 passes offset 2, which is not settled",
                job,
                again,
                runs(again, 0),
                committed(3),
                is("a", State.DONE));
    }

    @Test
    void whatLiesAtACommitNeedNotBe() {
        keeps(guarantee, accepted("a", 0), accepted("b", 1), is("a", State.DONE), committed(1));
    }

    @Test
    void commitsNeverGoBack() {
        breaks(
                guarantee,
                "the commit of p goes back from 1 to 0",
                accepted("a", 0),
                is("a", State.DONE),
                committed(1),
                committed(0));
    }

    @Test
    void aRecordThatIsNoJobIsADeadLetterFirst() {
        keeps(guarantee, new Event.Foreign("p", 0, "x"), letter("", 0, "x"), committed(1));
        breaks(
                guarantee,
                "passes offset 0",
                new Event.Foreign("p", 0, "x"),
                committed(1),
                letter("", 0, "x"));
    }

    @Test
    void aResubmissionIsNotSettledByTheEndOfAnEarlierGeneration() {
        breaks(
                guarantee,
                "passes offset 1",
                accepted("a", 0),
                accepted("a", 1),
                is("a", State.DEAD),
                new Event.AttemptStarted(
                        "a", 1, 1, new Fence(1, 1, 1), "w1", "a@1", "t", "payload of a", 0),
                committed(2));
    }

    @Test
    void aConflictIsSettledByItsOwnMark() {
        Event.Submitted other = accepted("a", 0).with("other");
        keeps(guarantee, other, conflict(other), committed(1));
    }

    @Test
    void aJobThatIsOnTheLadderIsSettledWhereItWas() {
        keeps(
                guarantee,
                accepted("a", 0),
                attempt("a", 1, 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                committed(1));
        breaks(
                guarantee,
                "passes offset 0",
                accepted("a", 0),
                attempt("a", 1, 0),
                onLadder("a", 1, 9),
                committed(1),
                waiting("a", 1, 1));
    }

    @Test
    void aJobWaitsOnlyWhenItsCopyIsStored() {
        breaks(
                guarantee,
                "job a waits for hop 1, which is nowhere",
                accepted("a", 0),
                waiting("a", 1, 1),
                onLadder("a", 1, 9),
                committed(1));
    }

    @Test
    void theCopyThatAJobWaitsForIsNotPassed() {
        breaks(
                guarantee,
                "the commit of express p at 1 passes offset 0",
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                onExpress("a", 1, 0),
                expressCommitted(1),
                is("a", State.DONE));
        keeps(
                guarantee,
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                onExpress("a", 1, 0),
                is("a", State.DONE),
                expressCommitted(1));
    }

    @Test
    void oneOfTwoLikeCopiesMayBePassed() {
        keeps(
                guarantee,
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                onExpress("a", 1, 0),
                onExpress("a", 1, 1),
                expressCommitted(1));
    }

    @Test
    void aCopyThatNoMarkTellsOfMayBePassed() {
        keeps(
                guarantee,
                accepted("a", 0),
                onLadder("a", 1, 9),
                onExpress("a", 1, 0),
                expressCommitted(1));
    }

    @Test
    void aJobWithADelayIsSettledBeforeItIsPassed() {
        breaks(
                guarantee,
                "the commit of express p at 1 passes offset 0",
                accepted("a", -1),
                onLadder("a", 0, 9),
                onExpress("a", 0, 0),
                expressCommitted(1),
                is("a", State.DONE));
        keeps(
                guarantee,
                accepted("a", -1),
                onLadder("a", 0, 9),
                onExpress("a", 0, 0),
                is("a", State.DONE),
                expressCommitted(1));
    }

    @Test
    void withoutAnyCommitItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), is("a", State.DONE));
    }
}
