package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.P1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlushTest {
    @Test
    void everyPartitionWithAMarkSendsItsOffsetMovedOrNot() {
        Bed bed = Bed.open().open(P1, 40);
        bed.arrive(Submission.at(0), Submission.at(1));
        bed.arrive(P1, Submission.at(40), Submission.at(41));
        bed.done(bed.start(1));
        bed.done(bed.start(40));
        Flush flush = bed.flush();
        assertThat(Bed.settled(flush)).containsExactly("1 done", "40 done");
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 0", "default-1 41");
    }

    @Test
    void aPartitionThatOnlySkippedCopiesSendsItsOffsetAlone() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0);
        bed.arrive(first);
        bed.done(bed.start(0));
        bed.commit();
        bed.arrive(first.copyAt(1));
        Flush flush = bed.commit();
        assertThat(flush.settlements()).isEmpty();
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 2");
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void aPartitionWithNothingNewIsNotInTheFlush() {
        Bed bed = Bed.open().open(P1, 0);
        bed.arrive(Submission.at(0));
        bed.done(bed.start(0));
        assertThat(Bed.frontiers(bed.flush())).containsExactly("default-0 1");
    }

    @Test
    void aFailedFlushIsFlushedAgainInOrderBeforeWhatCameMeanwhile() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0), Submission.at(1), Submission.at(2));
        bed.done(bed.start(2));
        bed.done(bed.start(0));
        bed.flush();
        bed.done(bed.start(1));
        bed.flushed(false);
        Flush again = bed.flush();
        assertThat(Bed.settled(again)).containsExactly("2 done", "0 done", "1 done");
        assertThat(Bed.frontiers(again)).containsExactly("default-0 3");
    }

    @Test
    void ofAFailedFlushOnlyWhatIsStillOursIsFlushedAgain() {
        Bed bed = Bed.open().open(P1, 0);
        bed.arrive(P0, Submission.at(0));
        bed.arrive(P1, Submission.at(7));
        bed.done(bed.start(0));
        bed.done(bed.start(7));
        bed.flush();
        bed.step(new Event.Closed(Set.of(P0)));
        bed.open(P0, 0);
        bed.flushed(false);
        assertThat(Bed.settled(bed.flush())).containsExactly("7 done");
    }

    @Test
    void nothingIsFlushedTwice() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.done(bed.start(0));
        bed.commit();
        assertThat(bed.nothingToFlush()).isTrue();
        assertThat(bed.core.unflushed()).isZero();
    }

    @Test
    void aFlushWhileOneIsUnderWayIsABug() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.done(bed.start(0));
        bed.flush();
        assertThatThrownBy(bed::flush)
                .isInstanceOf(BrokenInvariant.class)
                .hasMessageContaining("a flush is asked for while one is under way");
    }

    @Test
    void aMarkSaysAllThatIsKnownOfItsJob() {
        Bed bed = Bed.open();
        Submission job =
                Submission.at(0).key("k", Duration.ofHours(1)).nonce(77).payload(99).hop(3);
        bed.now = Bed.START + 5;
        bed.arrive(job);
        bed.now = Bed.START + 9;
        bed.fail(bed.start(0));
        Settlement.Settled settled = (Settlement.Settled) bed.flush().settlements().getFirst();
        assertThat(settled.failure()).isEqualTo(Bed.FAILED);
        assertThat(settled.mark())
                .isEqualTo(
                        new Mark(
                                State.DEAD,
                                0,
                                1,
                                3,
                                77,
                                0,
                                0,
                                99,
                                Bed.START,
                                Bed.START + 5,
                                Bed.START + 9,
                                3_600_000,
                                job.arrival().envelope().flags(),
                                "c",
                                "TP-3001",
                                "it broke",
                                "t"));
    }

    @Test
    void aReasonIsCutToWhatAMarkHolds() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.finish(
                bed.start(0),
                new Verdict.Failed(ErrorCode.HANDLER_FAILED, "é".repeat(1_000), "E", ""));
        Settlement.Settled settled = (Settlement.Settled) bed.flush().settlements().getFirst();
        assertThat(settled.mark().reason()).isEqualTo("é".repeat(256));
    }

    @Test
    void aConflictIsAMarkOfItsOwnAndNeverStarts() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofHours(1)).payload(1);
        bed.arrive(first);
        bed.arrive(first.againAt(1).payload(2));
        assertThat(Bed.startedAt(bed.effects)).containsExactly(0L);
        Flush flush = bed.flush();
        Settlement.Settled conflict = (Settlement.Settled) flush.settlements().getFirst();
        assertThat(conflict.conflict()).isTrue();
        assertThat(conflict.mark().code()).isEqualTo("TP-1010");
        assertThat(conflict.mark().nonce()).isEqualTo(5_001);
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 0");
    }

    @Test
    void aRecordThatIsNoJobIsSettledAtOnceAndGoesWithTheNextFlush() {
        Bed bed = Bed.open();
        Arrival.Undecodable bad =
                new Arrival.Undecodable(0, 10, "x", ErrorCode.ENVELOPE_MISSING, "no header");
        assertThat(Bed.only(Effect.Refused.class, bed.arrive(bad))).hasSize(1);
        Flush flush = bed.commit();
        assertThat(Bed.settled(flush)).containsExactly("0 rejected");
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 1");
        assertThat(bed.core.isQuiet(P0)).isTrue();
    }

    @Test
    void anExpiredJobIsMarkedWithoutHavingRun() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0).expires(Bed.START));
        assertThat(Bed.startedAt(bed.effects)).isEmpty();
        Settlement.Settled settled = (Settlement.Settled) bed.flush().settlements().getFirst();
        assertThat(settled.mark().state()).isEqualTo(State.EXPIRED);
        assertThat(settled.mark().attempt()).isZero();
        assertThat(settled.mark().startedAt()).isZero();
    }

    @Test
    void aJobThatStartedInTimeDoesNotExpireWhenItRunsAgain() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0).expires(Bed.START + 1_000));
        bed.finish(bed.start(0), new Verdict.Hindered("Kafka is away"));
        assertThat(Bed.startedAt(bed.after(Duration.ofSeconds(5)))).containsExactly(0L);
    }
}
