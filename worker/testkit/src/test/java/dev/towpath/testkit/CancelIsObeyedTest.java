package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.EXPRESS;
import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.cancel;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.marked;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.read;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.Event.Submitted;
import org.junit.jupiter.api.Test;

class CancelIsObeyedTest {
    private static final String KNOWS = "which knows that it is called off";

    private final Guarantee guarantee = new CancelIsObeyed();
    private final Submitted job = accepted("a", 3);
    private final Event.CancelAsked cancel = cancel("a", 7, 4, 0);

    @Test
    void withoutACancelItTellsNothing() {
        tellsNothing(guarantee, job, runs(job, 0));
    }

    @Test
    void whatIsCalledOffEndsAsCancelled() {
        keeps(guarantee, job, cancel, read(cancel, 1), is(job, 0, State.CANCELLED));
        breaks(
                guarantee,
                "had not started when it was called off, and is DONE",
                job,
                cancel,
                marked(cancel),
                is(job, 0, State.DONE));
        breaks(
                guarantee,
                "had not started when it was called off, and is DEAD",
                job,
                cancel,
                first(8),
                is(job, 0, State.DEAD));
    }

    @Test
    void whatWasDecidedBeforeTheCancelWasReadStands() {
        keeps(guarantee, job, is(job, 0, State.DEAD), cancel, marked(cancel));
        keeps(guarantee, job, cancel, read(cancel, 1), is(job, 0, State.DEAD), marked(cancel));
    }

    @Test
    void anOwnerThatHasReadTheCancelStartsNoAttempt() {
        keeps(guarantee, job, cancel, runs(job, 0), read(cancel, 1), is(job, 0, State.DONE));
        breaks(guarantee, KNOWS, job, cancel, read(cancel, 1), runs(job, 0));
    }

    @Test
    void anOwnerThatHadToReadItFirstStartsNone() {
        breaks(guarantee, KNOWS, job, cancel, first(8), runs(job, 0));
        keeps(guarantee, job, cancel, first(7), runs(job, 0));
    }

    @Test
    void anOwnerWithoutRoomToReadItMay() {
        keeps(guarantee, job, cancel, first(8), first(0), runs(job, 0));
    }

    @Test
    void noOwnerStartsOneThatTheLedgerKnowsToBeCalledOff() {
        breaks(guarantee, KNOWS, job, cancel, marked(cancel), opened(2), runs(job, 0, 2));
        keeps(guarantee, job, cancel, opened(2), marked(cancel), runs(job, 0, 1));
    }

    @Test
    void aLaterSubmissionIsNotMeant() {
        Submitted later = accepted("a", 4);
        keeps(guarantee, job, cancel, later, read(cancel, 1), runs(later, 1));
        breaks(
                guarantee,
                "is cancelled, and its client did not call it off",
                job,
                cancel,
                later,
                is(later, 1, State.CANCELLED));
    }

    @Test
    void withADelayTheTimeTellsWhatIsMeant() {
        Submitted before = accepted("a", -1).keyed("", 90, 0);
        Submitted after = accepted("b", -1).keyed("", 91, 0);
        Event.CancelAsked ofBefore = cancel("a", 0, 0, 90);
        Event.CancelAsked ofAfter = cancel("b", 1, 0, 90);
        breaks(
                guarantee,
                KNOWS,
                before,
                delayed(before),
                ofBefore,
                read(ofBefore, 1),
                runs(before, 0));
        keeps(guarantee, after, delayed(after), ofAfter, read(ofAfter, 1), runs(after, 0));
    }

    @Test
    void aClientCallsOffItsOwnJobsOnly() {
        Event.CancelAsked foreign = cancel("d", "a", 7, 4, 0);
        keeps(guarantee, job, foreign, read(foreign, 1), runs(job, 0));
        breaks(
                guarantee,
                "is cancelled, and its client did not call it off",
                job,
                foreign,
                is(job, 0, State.CANCELLED));
    }

    @Test
    void whatWasSeenOnTheLadderMayEndWhateverTheClocksSay() {
        Submitted early = accepted("a", -1).keyed("", 95, 0);
        keeps(
                guarantee,
                early,
                delayed(early),
                new Event.CancelAsked(
                        Answer.ACCEPTED, "a", "c", 90, 0, early.submission(), EXPRESS, 0),
                is(early, 0, State.CANCELLED));
    }

    @Test
    void aCancelThatPerhapsWasStoredMayBeObeyed() {
        Event.CancelAsked unknown =
                new Event.CancelAsked(Answer.UNKNOWN, "a", "c", 0, 4, "", EXPRESS, 7);
        keeps(guarantee, job, unknown, is(job, 0, State.CANCELLED));
        keeps(guarantee, job, unknown, runs(job, 0), is(job, 0, State.DONE));
    }

    @Test
    void cancelledAndDoneAreNeverBoth() {
        breaks(
                guarantee,
                "job a in generation 0 was DONE and is now CANCELLED",
                job,
                runs(job, 0),
                cancel,
                is(job, 0, State.DONE),
                is(job, 0, State.CANCELLED));
    }

    private static Event first(long end) {
        return new Event.ReadsFirst(EXPRESS, 1, end);
    }

    private static Event delayed(Submitted submitted) {
        return new Event.OnLadder("copy", submitted.job(), 0, 0, 0, submitted.submission(), 1_000);
    }
}
