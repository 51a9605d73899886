package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.settled;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.Hop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PutBackTest {
    private static final RetryPolicy THRICE =
            new RetryPolicy(3, 1_000, 4, 60_000, 0, 86_400_000, 3);
    private static final TypePolicy T = new TypePolicy("t", false, 60_000, 1_000, THRICE);
    private static final TypePolicy ORDERED =
            new TypePolicy("ordered", true, 60_000, 1_000, THRICE);

    private static final int FIRST_HOP = Hop.of(1, Bed.FIRST_OWNER);

    private final Bed bed = new Bed(Bed.WIDE, Map.of(), T, ORDERED).open(P0, 0);
    private final Submission job = Submission.at(0);

    @Test
    void aFailedJobIsPutBackWithItsPauseAndSettledHereOnlyWhenItsCopyIsStored() {
        bed.arrive(job);

        List<Effect> failed = bed.fail(bed.start(0));

        Effect.PutBack copy = only(Effect.PutBack.class, failed).getFirst();
        assertThat(copy.delayMillis()).isEqualTo(1_000);
        assertThat(copy.envelope().attempt()).isEqualTo(1);
        assertThat(copy.envelope().hop()).isEqualTo(FIRST_HOP);
        assertThat(bed.core.inFlight()).isZero();
        assertThat(bed.nothingToFlush()).isTrue();
        assertThat(bed.core.isQuiet(P0)).isFalse();
        bed.putBack(true);
        Flush flush = bed.commit();
        assertThat(settled(flush)).containsExactly("0 waiting");
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 1");
        assertThat(bed.core.isQuiet(P0)).isTrue();
    }

    @Test
    void theMarkOfAJobThatWaitsSaysWhatItsCopyIsAndWhenItIsDueAndWhy() {
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.putBack(true);

        Mark mark = ((Settlement.Settled) bed.commit().settlements().getFirst()).mark();

        assertThat(mark.state()).isEqualTo(State.WAITING);
        assertThat(mark.attempt()).isEqualTo(1);
        assertThat(mark.hop()).isEqualTo(FIRST_HOP);
        assertThat(mark.dueAt()).isEqualTo(Bed.START + 1_000);
        assertThat(mark.code()).isEqualTo("TP-3001");
        assertThat(mark.reason()).isEqualTo("it broke");
    }

    @Test
    void aCopyThatMayNotBeStoredIsSentAgainAfterASecondWithTheSameHop() {
        bed.arrive(job);
        bed.fail(bed.start(0));

        assertThat(bed.putBack(false)).isEmpty();
        assertThat(bed.after(Duration.ofMillis(999))).isEmpty();
        List<Effect.PutBack> again = only(Effect.PutBack.class, bed.after(Duration.ofMillis(1)));
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().envelope().hop()).isEqualTo(FIRST_HOP);
    }

    @Test
    void theCopyOffTheLadderRunsAsTheNextAttempt() {
        afterTheFirstAttempt();

        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).containsExactly(0L);
        assertThat(lastStart().attempt()).isEqualTo(2);
        bed.done(lastStart());
        Flush flush = bed.commit();
        assertThat(settled(flush)).containsExactly("0 waiting", "0 done");
        assertThat(flush.frontiers().getFirst().express()).isEqualTo(1);
    }

    @Test
    void anotherCopyOfTheSameHopIsPassedOverWhileTheFirstRunsAndAfterIt() {
        afterTheFirstAttempt();
        bed.express(job.offLadder(0, 1, 1));

        assertThat(startedAt(bed.express(job.offLadder(1, 1, 1)))).isEmpty();
        bed.done(lastStart());
        assertThat(startedAt(bed.express(job.offLadder(2, 1, 1)))).isEmpty();
    }

    @Test
    void anOlderCopyIsPassedOverWhenTheJobIsPutBackOnceMore() {
        afterTheFirstAttempt();
        bed.express(job.offLadder(0, 1, 1));
        bed.fail(lastStart());
        bed.putBack(true);

        assertThat(startedAt(bed.express(job.offLadder(1, 1, 1)))).isEmpty();
        assertThat(startedAt(bed.express(job.offLadder(2, 2, 2)))).containsExactly(2L);
    }

    @Test
    void aCopyWhoseMarkWasNeverWrittenIsPassedOverBecauseTheJobIsStillInItsPlace() {
        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).isEmpty();
        assertThat(startedAt(bed.arrive(job))).containsExactly(0L);
    }

    @Test
    void aCopyThatComesBackBeforeTheAnswerSettlesTheJobAndIsTaken() {
        bed.arrive(job);
        bed.fail(bed.start(0));

        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).containsExactly(0L);

        assertThat(lastStart().attempt()).isEqualTo(2);
        assertThat(bed.putBack(true)).isEmpty();
        Flush flush = bed.commit();
        assertThat(settled(flush)).containsExactly("0 waiting");
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 1");
        assertThat(flush.frontiers().getFirst().express()).isZero();
    }

    @Test
    void aCopyThatComesBackAfterAnAnswerThatDidNotKnowIsTakenAndNoOtherIsSent() {
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.putBack(false);

        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).containsExactly(0L);

        assertThat(only(Effect.PutBack.class, bed.after(Duration.ofSeconds(5)))).isEmpty();
    }

    @Test
    void theCopyOfAnOwnerThatDiedBeforeItsMarkIsPassedOverForThatOfItsHeir() {
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.step(new Event.Closed(Set.of(P0)));
        bed.open(P0, 0);
        bed.arrive(job);
        bed.finish(lastStart(), new Verdict.Snoozed(Bed.START + 30_000));
        int heirs = only(Effect.PutBack.class, bed.effects).getLast().envelope().hop();
        bed.putBack(true);

        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).isEmpty();
        assertThat(startedAt(bed.express(job.offLadder(1, 0, 1).hop(heirs)))).containsExactly(1L);
        assertThat(lastStart().attempt()).isEqualTo(1);
    }

    @Test
    void aSubmissionThatWasAConflictStaysOneThoughTheJobIsReadLaterThisTime() {
        Submission first = Submission.at(0).key("k", Duration.ofHours(1));
        Submission other = first.againAt(9).payload(2).offLadder(0, 0, 0);
        bed.arrive(first);
        bed.express(other);
        Flush flush = bed.commit();
        assertThat(settled(flush)).containsExactly("0 conflict");
        LedgerTable heirs = new LedgerTable(1 << 20);
        Mark mark = ((Settlement.Settled) flush.settlements().getFirst()).mark();
        byte[] key =
                (new JobId("q", 0, other.arrival().high(), other.arrival().low()).tail()
                                + "~"
                                + HexFormat.of().toHexDigits(mark.nonce()))
                        .getBytes(StandardCharsets.ISO_8859_1);
        new LedgerLoader(heirs, LedgerTable.Forgetting.NONE, false)
                .load(key, MarkCodec.encode(mark), 0);
        bed.step(new Event.Closed(Set.of(P0)));
        bed.open(P0, 0, heirs);

        assertThat(startedAt(bed.express(other))).isEmpty();
        assertThat(startedAt(bed.arrive(first))).containsExactly(0L);
    }

    @Test
    void theRecordThatWasPutBackIsPassedOverWhenItIsReadOnceMore() {
        afterTheFirstAttempt();
        bed.step(new Event.Closed(Set.of(P0)));
        bed.open(P0, 0, restored());

        assertThat(startedAt(bed.arrive(job))).isEmpty();
        assertThat(startedAt(bed.express(job.offLadder(0, 1, 1)))).containsExactly(0L);
    }

    @Test
    void theLastAttemptIsADeadLetter() {
        afterTheFirstAttempt();
        bed.express(job.offLadder(0, 1, 1));
        bed.fail(lastStart());
        assertThat(only(Effect.PutBack.class, bed.effects).getLast().delayMillis())
                .isEqualTo(4_000);
        bed.putBack(true);
        bed.express(job.offLadder(1, 2, 2));

        bed.fail(lastStart());

        assertThat(settled(bed.commit())).containsExactly("0 waiting", "0 waiting", "1 dead");
    }

    @Test
    void whatNoAttemptCanMendIsDeadAtOnce() {
        bed.arrive(job);
        bed.finish(bed.start(0), Verdict.Failed.last(ErrorCode.HANDLER_SAID_DEAD, "never"));
        assertThat(settled(bed.commit())).containsExactly("0 dead");
    }

    @Test
    void aJobOlderThanItsTypeAllowsIsDeadInsteadOfTriedAgain() {
        bed.arrive(job.accepted(Bed.START - 86_400_000));
        bed.fail(bed.start(0));
        assertThat(settled(bed.commit())).containsExactly("0 dead");
    }

    @Test
    void aReplayedJobIsTriedAgainHoweverOldItIs() {
        bed.arrive(job.accepted(Bed.START - 86_400_000).replayed(1));
        bed.fail(bed.start(0));
        assertThat(only(Effect.PutBack.class, bed.effects)).hasSize(1);
    }

    @Test
    void aHandlersWishForALongerPauseIsHeeded() {
        bed.arrive(job);
        bed.finish(
                bed.start(0),
                new Verdict.Failed(ErrorCode.HANDLER_FAILED, "busy", false, 90_000, "", ""));
        assertThat(only(Effect.PutBack.class, bed.effects).getFirst().delayMillis())
                .isEqualTo(90_000);
    }

    @Test
    void aLongSnoozeIsPutBackWithoutBurningTheAttempt() {
        bed.arrive(job);
        bed.finish(bed.start(0), new Verdict.Snoozed(Bed.START + 30_000));
        Effect.PutBack copy = only(Effect.PutBack.class, bed.effects).getFirst();
        assertThat(copy.delayMillis()).isEqualTo(30_000);
        assertThat(copy.envelope().attempt()).isZero();
        bed.putBack(true);
        assertThat(startedAt(bed.express(job.offLadder(0, 0, 1)))).containsExactly(0L);
        assertThat(lastStart().attempt()).isEqualTo(1);
    }

    @Test
    void aRetryStepsAsideAndTheNextOfItsGroupGoesOn() {
        bed.arrive(
                Submission.at(0).type("ordered").group(1),
                Submission.at(1).type("ordered").group(1));
        assertThat(startedAt(bed.fail(bed.start(0)))).isEmpty();
        assertThat(startedAt(bed.putBack(true))).containsExactly(1L);
    }

    @Test
    void aJobThatWasSubmittedWithADelayRunsWhenItComesOffTheLadder() {
        Submission delayed = Submission.at(3).offLadder(0, 0, 0);
        assertThat(startedAt(bed.express(delayed))).containsExactly(0L);
        assertThat(startedAt(bed.express(delayed.copyAt(1)))).isEmpty();
    }

    @Test
    void theSameKeyWithAndWithoutADelayIsOneJob() {
        Submission keyed = Submission.at(0).key("k", Duration.ofHours(1));
        bed.arrive(keyed);
        assertThat(startedAt(bed.express(keyed.againAt(7).offLadder(0, 0, 0)))).isEmpty();
        bed.done(bed.start(0));
        assertThat(startedAt(bed.express(keyed.againAt(8).offLadder(1, 0, 0)))).isEmpty();
        bed.express(keyed.againAt(9).payload(2).offLadder(2, 0, 0));
        assertThat(settled(bed.commit())).containsExactly("0 done", "2 conflict");
    }

    @Test
    void whatComesByExpressStartsBeforeABacklog() {
        Limits one = new Limits(1, 1L << 30, 10_000, 1L << 30, 100_000, 5_000);
        Bed busy = new Bed(one, Map.of(), T).open(P0, 0);
        busy.arrive(Submission.at(0), Submission.at(1), Submission.at(2), Submission.at(3));
        Submission delayed = Submission.at(50).offLadder(9, 0, 0);
        busy.express(delayed);
        assertThat(startedAt(busy.done(busy.start(0)))).containsExactly(9L);
    }

    @Test
    void everyPauseLiesInItsBoundsAndTheSameAttemptAlwaysWaitsEquallyLong() {
        RetryPolicy full = new RetryPolicy(99, 1_000, 2, 60_000, 100, Long.MAX_VALUE, 3);
        RetryPolicy half = new RetryPolicy(99, 1_000, 2, 60_000, 50, Long.MAX_VALUE, 3);
        bed.arrive(job);
        Job failing = bed.start(0).job();
        for (int attempt = 1; attempt < 40; attempt++) {
            failing.attempt = attempt;
            long whole = Math.min(60_000, 1_000L << Math.min(attempt - 1, 20));
            assertThat(full.pause(failing, Bed.FAILED, Bed.START))
                    .isBetween(0L, whole)
                    .isEqualTo(full.pause(failing, Bed.FAILED, Bed.START));
            assertThat(half.pause(failing, Bed.FAILED, Bed.START)).isBetween(whole / 2, whole);
        }
    }

    private void afterTheFirstAttempt() {
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.putBack(true);
    }

    /// What an heir reads of the ledger.
    private LedgerTable restored() {
        LedgerTable table = new LedgerTable(1 << 20);
        Arrival.Submitted arrival = job.arrival();
        table.put(
                arrival.high(),
                arrival.low(),
                new LedgerTable.Entry(
                        State.WAITING,
                        0,
                        FIRST_HOP,
                        true,
                        false,
                        (int) arrival.envelope().checksum(),
                        (int) arrival.envelope().nonce(),
                        0,
                        Integer.MAX_VALUE),
                LedgerTable.Forgetting.NONE);
        return table;
    }

    private Effect.Start lastStart() {
        return Bed.starts(bed.effects).getLast();
    }
}
