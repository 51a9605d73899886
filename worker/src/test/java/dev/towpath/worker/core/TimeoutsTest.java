package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The type `t` has a timeout of 60 s; the grace is 5 s.
class TimeoutsTest {
    @Test
    void aMachineThatSleptTakesNoTimeFromItsHandlers() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(30));
        bed.now += Duration.ofHours(8).toMillis();
        bed.step(new Event.Slept(Duration.ofHours(8).toMillis()));

        assertThat(only(Effect.Interrupt.class, bed.after(Duration.ofSeconds(29)))).isEmpty();
        assertThat(only(Effect.Interrupt.class, bed.after(Duration.ofSeconds(1)))).hasSize(1);
    }

    @Test
    void aHandlerPastItsDeadlineIsInterruptedOnce() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        assertThat(bed.start(0).deadline()).isEqualTo(Bed.START + 60_000);
        assertThat(bed.after(Duration.ofMillis(59_999))).isEmpty();
        assertThat(only(Effect.Interrupt.class, bed.after(Duration.ofMillis(1)))).hasSize(1);
        assertThat(bed.after(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aHandlerThatHeedsItsInterruptIsDeadWithWhatItThrew() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(60));
        bed.fail(bed.start(0));
        Mark mark = mark(bed.flush());
        assertThat(mark.state()).isEqualTo(State.DEAD);
        assertThat(mark.code()).isEqualTo("TP-3004");
        assertThat(mark.reason())
                .isEqualTo("the handler did not end within 60000 ms and ended by its interrupt");
    }

    @Test
    void aHandlerThatEndsWellAfterItsInterruptIsDone() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(60));
        bed.done(bed.start(0));
        assertThat(Bed.settled(bed.flush())).containsExactly("0 done");
    }

    @Test
    void aHandlerThatIgnoresItsInterruptIsGivenUpAfterTheGrace() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(60));
        assertThat(only(Effect.Abandon.class, bed.after(Duration.ofMillis(4_999)))).isEmpty();
        assertThat(only(Effect.Abandon.class, bed.after(Duration.ofMillis(1)))).hasSize(1);
        assertThat(bed.core.inFlight()).isZero();
        Mark mark = mark(bed.flush());
        assertThat(mark.code()).isEqualTo("TP-3004");
        assertThat(mark.reason())
                .isEqualTo(
                        "the handler did not end within 60000 ms and ignored its interrupt; it may"
                                + " still be running, fenced");
    }

    @Test
    void aHandlerHasItsWholeGraceWhenTheClockWasNotLookedAtInTime() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        assertThat(only(Effect.Interrupt.class, bed.after(Duration.ofMinutes(10)))).hasSize(1);
        assertThat(only(Effect.Abandon.class, bed.after(Duration.ofMillis(4_999)))).isEmpty();
        assertThat(only(Effect.Abandon.class, bed.after(Duration.ofMillis(1)))).hasSize(1);
    }

    @Test
    void whatAHandlerSaysAfterItWasGivenUpChangesNothing() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(60));
        bed.after(Duration.ofSeconds(5));
        assertThat(bed.done(bed.start(0))).isEmpty();
        assertThat(Bed.settled(bed.commit())).containsExactly("0 dead");
        assertThat(bed.done(bed.start(0))).isEmpty();
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void whatAnEarlierRunSaysOfAJobThatRunsAgainChangesNothing() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        Effect.Start first = bed.start(0);
        bed.finish(first, new Verdict.Snoozed(bed.now));
        bed.after(Duration.ofMillis(50));
        Effect.Start second = bed.start(0);
        assertThat(second.run()).isGreaterThan(first.run());
        bed.done(first);
        assertThat(bed.core.inFlight()).isEqualTo(1);
        bed.fail(second);
        assertThat(Bed.settled(bed.flush())).containsExactly("0 dead");
    }

    @Test
    void aVerdictThatComesTwiceCountsOnce() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.done(bed.start(0));
        bed.fail(bed.start(0));
        assertThat(Bed.settled(bed.flush())).containsExactly("0 done");
        assertThat(bed.core.inFlight()).isZero();
    }

    @Test
    void manyOfOneTypeTimeOutEachAtItsOwnTime() {
        Bed bed = Bed.open();
        for (int i = 0; i < 5; i++) {
            bed.arrive(Submission.at(i));
            bed.after(Duration.ofSeconds(10));
        }
        bed.done(bed.start(1));
        bed.after(Duration.ofSeconds(10));
        List<Effect> wanted = bed.after(Duration.ofSeconds(10));
        assertThat(bed.now).isEqualTo(Bed.START + 70_000);
        assertThat(only(Effect.Abandon.class, wanted))
                .extracting(abandon -> abandon.job().arrival().offset())
                .containsExactly(0L);
        assertThat(only(Effect.Interrupt.class, bed.after(Duration.ofSeconds(10))))
                .extracting(interrupt -> interrupt.job().arrival().offset())
                .containsExactly(2L);
    }

    @Test
    void aClockThatGoesBackIsTakenAsStandingStill() {
        Bed bed = Bed.open();
        bed.after(Duration.ofSeconds(30));
        bed.now -= 20_000;
        bed.arrive(Submission.at(0));
        assertThat(bed.start(0).startedAt()).isEqualTo(Bed.START + 30_000);
    }

    private static Mark mark(Flush flush) {
        return ((Settlement.Settled) flush.settlements().getFirst()).mark();
    }
}
