package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static Limits limits(
            int inFlight, long inFlightBytes, int buffer, long bufferBytes, int unflushed) {
        return new Limits(inFlight, inFlightBytes, buffer, bufferBytes, unflushed, 5_000);
    }

    @Test
    void soManyJobsRunAtOnceAndNoMore() {
        Bed bed = Bed.open(limits(2, 1 << 30, 1_000, 1 << 30, 1_000));
        assertThat(startedAt(bed.arrive(Submission.at(0), Submission.at(1), Submission.at(2))))
                .containsExactly(0L, 1L);
        assertThat(startedAt(bed.done(bed.start(1)))).containsExactly(2L);
        assertThat(bed.core.inFlight()).isEqualTo(2);
    }

    @Test
    void whatRunsIsBoundedInBytesButOneJobAlwaysRuns() {
        Bed bed = Bed.open(limits(100, 1_000, 1_000, 1 << 30, 1_000));
        assertThat(
                        startedAt(
                                bed.arrive(
                                        Submission.at(0).bytes(5_000),
                                        Submission.at(1).bytes(10),
                                        Submission.at(2).bytes(10))))
                .containsExactly(0L);
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(1L, 2L);
    }

    @Test
    void nothingStartsWhileTooManyResultsAreNotDurable() {
        Bed bed = Bed.open(limits(1, 1 << 30, 1_000, 1 << 30, 3));
        bed.arrive(
                Submission.at(0),
                Submission.at(1),
                Submission.at(2),
                Submission.at(3),
                Submission.at(4));
        bed.done(bed.start(0));
        bed.flush();
        bed.done(bed.start(1));
        assertThat(startedAt(bed.done(bed.start(2)))).isEmpty();
        assertThat(bed.core.unflushed()).isEqualTo(3);
        assertThat(startedAt(bed.flushed(true))).containsExactly(3L);
    }

    @Test
    void aFailedFlushDoesNotLoosenTheBoundOnResults() {
        Bed bed = Bed.open(limits(1, 1 << 30, 1_000, 1 << 30, 1));
        bed.arrive(Submission.at(0), Submission.at(1));
        assertThat(startedAt(bed.done(bed.start(0)))).isEmpty();
        bed.flush();
        assertThat(startedAt(bed.flushed(false))).isEmpty();
        bed.flush();
        assertThat(startedAt(bed.flushed(true))).containsExactly(1L);
    }

    @Test
    void aPartitionWithAFullBufferIsPausedAloneAndGoesOnWhenHalfIsFree() {
        Bed bed = Bed.open(limits(1, 1 << 30, 4, 1 << 30, 1_000)).open(Bed.P1, 0);
        List<Effect> full =
                bed.arrive(Submission.at(0), Submission.at(1), Submission.at(2), Submission.at(3));
        assertThat(only(Effect.Pause.class, full)).containsExactly(new Effect.Pause(Bed.P0, false));
        assertThat(only(Effect.Pause.class, bed.arrive(Bed.P1, Submission.at(0)))).isEmpty();
        assertThat(only(Effect.Resume.class, bed.done(bed.start(0)))).isEmpty();
        List<Effect> half = bed.done(Bed.starts(bed.effects).getLast());
        half = new ArrayList<>(half);
        while (only(Effect.Resume.class, half).isEmpty()) {
            half.addAll(bed.done(Bed.starts(bed.effects).getLast()));
        }
        assertThat(only(Effect.Resume.class, half))
                .containsExactly(new Effect.Resume(Bed.P0, false));
        assertThat(bed.view(Bed.P0).unsettled()).isEqualTo(2);
    }

    @Test
    void dueJobsComeUntilTwiceTheBufferIsFullAndAgainOnceItIsNoMoreThanFull() {
        Bed bed = Bed.open(limits(1, 1 << 30, 2, 1 << 30, 1_000));
        for (int i = 0; i < 3; i++) {
            bed.express(Submission.at(i).offLadder(i, 0, 0));
        }
        assertThat(only(Effect.Pause.class, bed.effects))
                .containsExactly(new Effect.Pause(Bed.P0, false));
        bed.express(Submission.at(3).offLadder(3, 0, 0));
        assertThat(only(Effect.Pause.class, bed.effects))
                .containsExactly(new Effect.Pause(Bed.P0, false), new Effect.Pause(Bed.P0, true));

        bed.done(Bed.starts(bed.effects).getLast());
        assertThat(only(Effect.Resume.class, bed.effects)).isEmpty();
        bed.done(Bed.starts(bed.effects).getLast());
        assertThat(only(Effect.Resume.class, bed.effects))
                .containsExactly(new Effect.Resume(Bed.P0, true));
    }

    @Test
    void aBufferIsBoundedInBytesAsWell() {
        Bed bed = Bed.open(limits(1, 1 << 30, 1_000, 1_000, 1_000));
        assertThat(only(Effect.Pause.class, bed.arrive(Submission.at(0).bytes(999)))).isEmpty();
        assertThat(only(Effect.Pause.class, bed.arrive(Submission.at(1).bytes(1)))).hasSize(1);
        assertThat(bed.view(Bed.P0).paused()).isTrue();
    }

    @Test
    void resultsThatWaitForTheirFlushKeepTheirBytesInTheBuffer() {
        Bed bed = Bed.open(limits(10, 1 << 30, 1_000, 1_000, 1_000));
        for (int i = 0; i < 10; i++) {
            bed.arrive(Submission.at(i).bytes(100));
            bed.done(bed.start(i));
        }
        assertThat(bed.view(Bed.P0).paused()).isTrue();
        bed.flush();
        assertThat(only(Effect.Resume.class, bed.flushed(false))).isEmpty();
        bed.flush();
        assertThat(only(Effect.Resume.class, bed.flushed(true)))
                .containsExactly(new Effect.Resume(Bed.P0, false));
    }

    @Test
    void aFloodOfRecordsThatAreNoJobsIsBoundedLikeJobs() {
        Bed bed = Bed.open(limits(10, 1 << 30, 1_000, 1_000, 1_000));
        List<Effect> paused = List.of();
        int offset = 0;
        while (only(Effect.Pause.class, paused).isEmpty()) {
            assertThat(offset).isLessThan(11);
            paused =
                    bed.arrive(
                            new Arrival.Undecodable(
                                    offset++, 100, "", ErrorCode.ENVELOPE_MISSING, "none"));
        }
        bed.flush();
        assertThat(only(Effect.Resume.class, bed.flushed(true)))
                .containsExactly(new Effect.Resume(Bed.P0, false));
    }

    @Test
    void aDrainingWorkerStartsNothingMore() {
        Bed bed = new Bed(limits(1, 1 << 30, 1_000, 1 << 30, 1_000), Map.of(), Bed.T);
        bed.open(Bed.P0, 0);
        bed.arrive(Submission.at(0), Submission.at(1));
        bed.step(new Event.Draining());
        assertThat(startedAt(bed.done(bed.start(0)))).isEmpty();
        assertThat(bed.core.inFlight()).isZero();
        assertThat(Bed.frontiers(bed.flush())).containsExactly("default-0 1");
    }
}
