package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.cancel;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.read;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.Event.Submitted;
import org.junit.jupiter.api.Test;

class NoFalseDuplicateTest {
    private static final String SUPPRESSED = "was passed over for one that is cancelled";

    private final Guarantee guarantee = new NoFalseDuplicate();
    private final Submitted first = accepted("a", 0);
    private final Submitted second = accepted("a", 1);
    private final Event.CancelAsked cancel = cancel("a", 0, 1, 0);

    @Test
    void aDeadJobNeverSuppressesANewSubmission() {
        breaks(
                guarantee,
                "came after generation 0 of job a had ended as [DEAD], and opened no other",
                first,
                is(first, 0, State.DEAD),
                second);
        keeps(guarantee, first, is(first, 0, State.DEAD), second, is(second, 1, State.DONE));
    }

    @Test
    void norDoesOneThatIsCancelledOrExpired() {
        breaks(guarantee, "opened no other", first, is(first, 0, State.EXPIRED), second);
        breaks(guarantee, "opened no other", first, cancel, is(first, 0, State.CANCELLED), second);
    }

    @Test
    void aJobThatIsDoneDoes() {
        keeps(guarantee, first, is(first, 0, State.DONE), second);
    }

    @Test
    void aCopyOfADeadSubmissionIsNotANewOne() {
        keeps(guarantee, first, is(first, 0, State.DEAD), first);
    }

    @Test
    void oneThatIsNotDueYetNeedNotHaveRun() {
        keeps(guarantee, first, is(first, 0, State.DEAD), accepted("a", -1), onLadder("a", 0, 9));
    }

    @Test
    void oneThatComesAfterTheCancelRunsThoughTheJobHadNotEnded() {
        breaks(guarantee, SUPPRESSED, first, cancel, second, is(first, 0, State.CANCELLED));
        keeps(
                guarantee,
                first,
                cancel,
                second,
                is(first, 0, State.CANCELLED),
                runs(second, 1),
                is(second, 1, State.DONE));
        keeps(guarantee, first, cancel, second, is(first, 0, State.DONE));
    }

    @Test
    void oneThatComesBeforeTheCancelSharesTheFateOfWhatItRepeats() {
        keeps(guarantee, first, second, cancel, is(first, 0, State.CANCELLED));
    }

    @Test
    void theLadderMayTakeOneWithItAsLongAsNobodyHasReadTheCancel() {
        keeps(
                guarantee,
                first,
                cancel,
                second,
                waiting("a", 1, 1),
                read(cancel, 1),
                is(first, 0, State.CANCELLED));
        breaks(
                guarantee,
                SUPPRESSED,
                first,
                cancel,
                read(cancel, 1),
                second,
                waiting("a", 1, 1),
                is(first, 0, State.CANCELLED));
    }

    @Test
    void aJobIsOneClients() {
        keeps(guarantee, first, second, is(first, 0, State.DONE));
        breaks(
                guarantee,
                "job a is client d's, and was c's",
                first,
                second.of("d"),
                is(first, 0, State.DONE));
    }

    @Test
    void whatWasRefusedIsNobodys() {
        keeps(guarantee, first, second.of("d").answered(Answer.REFUSED), is(first, 0, State.DONE));
    }
}
