package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.START;
import static dev.towpath.worker.core.Bed.frontiers;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.settled;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CancelTest {
    private static final RetryPolicy THRICE =
            new RetryPolicy(3, 1_000, 4, 60_000, 0, 86_400_000, 3);
    private static final TypePolicy T = new TypePolicy("t", false, 60_000, 1_000, THRICE);
    private static final TypePolicy ORDERED =
            new TypePolicy("ordered", true, 60_000, 1_000, THRICE);
    private static final TypePolicy ONE_AT_A_TIME = new TypePolicy("one", false, 60_000, 1, THRICE);
    private static final Duration DAY = Duration.ofDays(1);

    private final Bed bed = new Bed(Bed.WIDE, Map.of(), T, ORDERED, ONE_AT_A_TIME).open(P0, 0);

    @Test
    void aJobThatWaitsItsTurnEndsAsCancelledAndNeverStarts() {
        Submission waits = Submission.at(1).type("one");
        bed.arrive(Submission.at(0).type("one"), waits, Submission.at(2).type("one"));

        bed.cancel(waits, 0, 3);
        bed.done(bed.start(0));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 2L);
        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "1 cancelled", "0 done");
    }

    @Test
    void aJobThatHasNotBeenReadYetEndsWhenItIs() {
        Submission later = Submission.at(7);
        bed.cancel(later, 0, 8);

        bed.arrive(later);

        assertThat(startedAt(bed.effects)).isEmpty();
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "7 cancelled");
    }

    @Test
    void aSubmissionThatCameAfterTheCancelIsAnotherJob() {
        Submission first = Submission.at(0).key("k", DAY).type("one");
        bed.arrive(Submission.at(1).type("one"), first.copyAt(2));
        bed.cancel(first, 0, 3);

        bed.arrive(first.againAt(3));
        bed.done(bed.start(1));

        assertThat(startedAt(bed.effects)).containsExactly(1L, 3L);
        assertThat(bed.start(3).generation()).isEqualTo(1);
    }

    @Test
    void aJobOfAnotherClientIsLeftAlone() {
        Submission job = Submission.at(0);
        bed.cancel(job, 0, "stranger", START, 1, null);

        bed.arrive(job);

        assertThat(startedAt(bed.effects)).containsExactly(0L);
    }

    @Test
    void aRunningJobIsInterruptedAndIsCancelledWhenItFails() {
        Submission job = Submission.at(0);
        bed.arrive(job);

        List<Effect> asked = bed.cancel(job, 0, 1);
        bed.fail(bed.start(0));

        assertThat(only(Effect.Interrupt.class, asked)).hasSize(1);
        assertThat(only(Effect.PutBack.class, bed.effects)).isEmpty();
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "0 cancelled");
    }

    @Test
    void aRunningJobThatEndsWellAllTheSameIsDone() {
        Submission job = Submission.at(0);
        bed.arrive(job);

        bed.cancel(job, 0, 1);
        bed.done(bed.start(0));

        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "0 done");
    }

    @Test
    void aRunningJobThatIgnoresItsInterruptIsGivenUpAtItsDeadline() {
        Submission job = Submission.at(0);
        bed.arrive(job);
        bed.cancel(job, 0, 1);

        bed.after(Duration.ofSeconds(61));

        assertThat(only(Effect.Abandon.class, bed.effects)).hasSize(1);
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "0 cancelled");
    }

    @Test
    void whatIsSubmittedWhileACancelledJobRunsIsAnotherJobOnceThatHasEnded() {
        Submission job = Submission.at(0).key("k", DAY);
        bed.arrive(job);
        bed.cancel(job, 0, 1);

        bed.arrive(job.againAt(1).payload(2));
        assertThat(startedAt(bed.effects)).containsExactly(0L);
        bed.fail(bed.start(0));

        assertThat(bed.start(1).generation()).isEqualTo(1);
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "0 cancelled");
    }

    @Test
    void aSubmissionThatIsReadBeforeTheCancelOfTheOneBeforeItRunsAllTheSame() {
        Submission job = Submission.at(1).key("k", DAY).type("one");
        bed.arrive(Submission.at(0).type("one"), job, job.againAt(2));

        bed.cancel(job, 0, 2);
        bed.done(bed.start(0));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 2L);
        assertThat(bed.start(2).generation()).isEqualTo(1);
    }

    /// It was a repeat of the one that was called off, and is compared with the new one.
    @Test
    void aSubmissionThatWaitedForTheCancelledOneIsAConflictWhereAnotherOneCameBefore() {
        Submission job = Submission.at(1).key("k", DAY).payload(1).type("one");
        bed.arrive(Submission.at(0).type("one"), job, job.againAt(2));

        Submission delayed = job.againAt(7).payload(2).accepted(START + 1).offLadder(1, 0, 0);
        bed.cancel(job, 0, 2, delayed);

        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "1 cancelled", "2 conflict");
        bed.done(bed.start(0));
        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L);
    }

    @Test
    void aRepeatOfAConflictTakesNobodysPlaceBehindAJobThatIsCalledOff() {
        Submission job = Submission.at(1).key("k", DAY).payload(1).type("one");
        Submission conflict = job.againAt(3).payload(2);
        bed.arrive(Submission.at(0).type("one"), job, job.againAt(2), conflict, conflict.copyAt(4));

        bed.cancel(job, 0, 2);
        bed.done(bed.start(0));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 2L);
        assertThat(bed.start(2).generation()).isEqualTo(1);
    }

    @Test
    void aRepeatOfALiveJobIsPassedOverWhenThatHasEnded() {
        Submission job = Submission.at(0).key("k", DAY);
        bed.arrive(job, job.againAt(1), job.againAt(2));
        assertThat(skippedAt()).containsExactly(1L);

        bed.done(bed.start(0));

        assertThat(skippedAt()).containsExactly(1L, 2L);
        assertThat(startedAt(bed.effects)).containsExactly(0L);
        assertThat(frontiers(bed.flush())).containsExactly(P0 + " 3");
    }

    @Test
    void aRepeatOfALiveJobIsReadAgainAfterACrashAsLongAsThatHasNotEnded() {
        Submission due = Submission.at(0).key("k", DAY);
        bed.express(due.offLadder(0, 0, 0));

        bed.arrive(due.againAt(0).nonce(9));

        assertThat(bed.view(P0).frontier()).isZero();
        bed.done(bed.start(0));
        assertThat(bed.view(P0).frontier()).isEqualTo(1);
    }

    @Test
    void aRepeatOfAJobThatIsPutBackIsPassedOverThen() {
        Submission job = Submission.at(0).key("k", DAY);
        bed.arrive(job, job.againAt(1));

        bed.fail(bed.start(0));
        bed.putBack(true);

        assertThat(skippedAt()).containsExactly(1L);
        assertThat(bed.view(P0).frontier()).isEqualTo(2);
    }

    @Test
    void aJobThatWaitsOnTheLadderUnseenEndsWhenItIsSubmittedOnceMore() {
        Submission job = Submission.at(0).key("k", DAY);
        putBack(job);
        bed.cancel(job, 0, 1);

        bed.arrive(job.againAt(1));
        bed.express(job.offLadder(1, 1, 1));

        assertThat(bed.start(1).generation()).isEqualTo(1);
        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L);
        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "withdrawn generation 0");
    }

    @Test
    void aJobWithADelayIsCalledOffAlsoByACancelThatWasStoredLongAfterItWasAsked() {
        Submission delayed = delayedIsPutBack();
        bed.cancel(delayed, 2, 1); // one record was there when it was asked

        bed.arrive(delayed.againAt(3));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L, 2L, 1L, 3L);
        assertThat(settled(bed.flush())).contains("withdrawn generation 0");
    }

    @Test
    void anHeirKnowsTooThatAJobOnTheLadderHadADelay() {
        Submission delayed = delayedIsPutBack();
        Settlement.Settled left = (Settlement.Settled) bed.commit().settlements().getLast();
        Bed heir = heir(delayed, left.mark(), 3, 2);
        heir.cancel(delayed, 2, 1);

        heir.arrive(delayed.againAt(3));

        assertThat(startedAt(heir.effects)).containsExactly(3L);
    }

    @Test
    void aJobOnTheLadderThatNoCancelSpeaksOfStaysThereWhateverIsSubmittedLater() {
        Submission delayed = Submission.at(0).key("k", DAY).accepted(START + 5);
        bed.cancel(delayed, 0, 9);
        bed.express(delayed.offLadder(1, 0, 0));
        bed.fail(bed.start(1));
        bed.putBack(true);

        bed.arrive(delayed.againAt(9).payload(2));

        assertThat(startedAt(bed.effects)).containsExactly(1L);
        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "1 waiting", "9 conflict");
    }

    @Test
    void aRepeatOfAJobOnTheLadderWaitsUntilExpressIsReadWhereAPartitionOpens() {
        Submission job = Submission.at(0).key("k", DAY);
        Mark waiting = putBack(job);
        Bed heir = heir(job, waiting, 1, 5);

        heir.arrive(job.againAt(1));
        heir.cancel(job, 4, 1);

        assertThat(startedAt(heir.effects)).containsExactly(1L);
    }

    @Test
    void ofTwoCancelsEachHoldsWhicheverIsStoredLast() {
        Submission job = Submission.at(7);
        bed.cancel(job, 0, 8);
        bed.cancel(job, 1, 3);

        bed.arrive(job);

        assertThat(startedAt(bed.effects)).isEmpty();
        Settlement.Asked last = (Settlement.Asked) bed.flush().settlements().get(1);
        assertThat(last.mark().sourceOffset()).isEqualTo(8);
    }

    @Test
    void aJobWithADelayThatWasSubmittedAfterTheCancelIsTriedAgain() {
        Submission delayed = Submission.at(0).accepted(START + 5);
        bed.cancel(delayed, 0, 1);
        bed.express(delayed.offLadder(1, 0, 0));
        bed.fail(bed.start(1));
        bed.putBack(true);

        bed.express(delayed.delayed().offLadder(2, 1, 1));

        JobEnvelope copy = only(Effect.PutBack.class, bed.effects).getLast().envelope();
        assertThat(copy.has(JobEnvelope.DELAYED)).isTrue();
        assertThat(startedAt(bed.effects)).containsExactly(1L, 2L);
    }

    @Test
    void aJobInTheMiddleOfItsGroupIsTakenOutAndTheOthersKeepTheirOrder() {
        Submission second = Submission.at(1).type("ordered").group(4);
        bed.arrive(
                Submission.at(0).type("ordered").group(4),
                second,
                Submission.at(2).type("ordered").group(4));

        bed.cancel(second, 0, 3);
        bed.done(bed.start(0));
        bed.done(bed.start(2));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 2L);
        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "1 cancelled", "0 done", "2 done");
    }

    @Test
    void aJobThatIsBeingPutBackIsCancelledAndItsCopyIsPassedOver() {
        Submission job = Submission.at(0);
        bed.arrive(job);
        bed.fail(bed.start(0));

        bed.cancel(job, 0, 1);
        bed.putBack(true);
        bed.express(job.offLadder(1, 1, 1));

        assertThat(startedAt(bed.effects)).containsExactly(0L);
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "0 cancelled");
    }

    @Test
    void aJobThatWaitsOnTheLadderEndsAtOnceWhenTheAskerSawItThere() {
        Submission job = Submission.at(0);
        Mark waiting = putBack(job);

        bed.cancel(job, 0, "c", START, 1, waiting);

        assertThat(settled(bed.flush()))
                .containsExactly("cancel asked by c", "withdrawn generation 0");
        bed.flushed(true);
        bed.express(job.offLadder(1, 1, 1));
        assertThat(startedAt(bed.effects)).containsExactly(0L);
    }

    @Test
    void aJobThatWaitsOnTheLadderUnseenEndsWhenItComesBack() {
        Submission job = Submission.at(0);
        putBack(job);
        bed.cancel(job, 0, 1);

        bed.express(job.offLadder(1, 1, 1));

        assertThat(startedAt(bed.effects)).containsExactly(0L);
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "1 cancelled");
    }

    @Test
    void aJobOffTheLadderThatWasSubmittedAfterTheCancelRuns() {
        Submission earlier = Submission.at(0);
        Submission job = Submission.at(1);
        bed.arrive(earlier, job);
        bed.fail(bed.start(1));
        bed.putBack(true);
        bed.cancel(job, 0, 1);

        bed.express(job.offLadder(1, 1, 1));

        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L, 1L);
    }

    @Test
    void aJobThatWasSubmittedWithADelayEndsWhenItIsDue() {
        Submission delayed = Submission.at(0).accepted(START - 5);
        bed.cancel(delayed, 0, 0);

        bed.express(delayed.offLadder(1, 0, 0));

        assertThat(startedAt(bed.effects)).isEmpty();
        assertThat(settled(bed.flush())).containsExactly("cancel asked by c", "1 cancelled");
    }

    @Test
    void aJobThatWasSubmittedWithADelayAfterTheCancelRuns() {
        Submission delayed = Submission.at(0).accepted(START + 5);
        bed.cancel(delayed, 0, 0);

        bed.express(delayed.offLadder(1, 0, 0));

        assertThat(startedAt(bed.effects)).containsExactly(1L);
    }

    @Test
    void nothingStartsBeforeTheExpressTopicIsReadAsFarAsItWentWhenThePartitionWasOpened() {
        Submission job = Submission.at(0);
        Bed heir =
                new Bed(Bed.WIDE, Map.of(), T)
                        .open(P0, 0, 11, new LedgerTable(1 << 20), new Unfinished());
        heir.arrive(job, Submission.at(1));
        heir.express(Submission.at(8).offLadder(9, 0, 0));
        assertThat(startedAt(heir.effects)).isEmpty();

        heir.cancel(job, 10, 2);

        assertThat(startedAt(heir.effects)).containsExactlyInAnyOrder(9L, 1L);
    }

    @Test
    void anHeirKnowsWhatWasAskedForFromTheLedger() {
        Submission job = Submission.at(5);
        bed.cancel(job, 0, 6);
        Settlement.Asked asked = (Settlement.Asked) bed.flush().settlements().getFirst();
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        loader.load(
                Cancels.ledgerKey(
                        JobId.tailBytes(asked.high(), asked.low()), asked.mark().client()),
                MarkCodec.encode(asked.mark()),
                0);
        Bed heir = new Bed(Bed.WIDE, Map.of(), T).open(P0, 0, table, loader.unfinished());

        heir.arrive(job, Submission.at(6));

        assertThat(startedAt(heir.effects)).containsExactly(6L);
    }

    @Test
    void aCancelAmongTheJobsIsNone() {
        Arrival.Submitted of = Submission.at(3).arrival();
        bed.arrive(
                new Arrival.Cancelling(
                        0, 50, "record", of.high(), of.low(), new Cancel("c", START, 9), null));

        Settlement.Rejected rejected = (Settlement.Rejected) bed.flush().settlements().getFirst();
        assertThat(rejected.arrival().code()).isEqualTo(ErrorCode.WRONG_PLACE);
    }

    private List<Long> skippedAt() {
        return only(Effect.Skipped.class, bed.effects).stream()
                .map(skipped -> skipped.arrival().offset())
                .toList();
    }

    /// A job with a delay that came when three records were read, failed, and waits again.
    private Submission delayedIsPutBack() {
        Submission delayed = Submission.at(7).key("k", DAY);
        bed.arrive(Submission.at(0), Submission.at(1), Submission.at(2));
        bed.express(delayed.offLadder(1, 0, 0));
        bed.fail(bed.start(1));
        bed.putBack(true);
        return delayed;
    }

    /// Who opens the partition when a job waits on the ladder.
    private static Bed heir(Submission job, Mark waiting, long position, long expressEnd) {
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        Arrival.Submitted of = job.arrival();
        loader.load(JobId.tailBytes(of.high(), of.low()), MarkCodec.encode(waiting), 0);
        return new Bed(Bed.WIDE, Map.of(), T)
                .open(P0, position, expressEnd, table, loader.unfinished());
    }

    /// Runs a job, which fails, and lets its copy be stored.
    private Mark putBack(Submission job) {
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.putBack(true);
        Settlement.Settled left = (Settlement.Settled) bed.commit().settlements().getFirst();
        return left.mark();
    }
}
