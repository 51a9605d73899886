package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.P1;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private static final Set<QueuePartition> ONLY_P0 = Set.of(P0);

    @Test
    void aClosingPartitionStartsNothingMoreAndLetsWhatRunsEnd() {
        Bed bed = new Bed(one(), java.util.Map.of(), Bed.T).open(P0, 0).open(P1, 0);
        bed.arrive(P0, Submission.at(0), Submission.at(1));
        bed.arrive(P1, Submission.at(10));
        bed.step(new Event.Closing(ONLY_P0));
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(10L);
        assertThat(bed.core.isQuiet(P0)).isFalse();
        bed.commit();
        assertThat(bed.core.isQuiet(P0)).isTrue();
    }

    @Test
    void aPartitionIsQuietOnlyWhenItsFrontierIsCommitted() {
        Bed bed = Bed.open();
        assertThat(bed.core.isQuiet(P0)).isTrue();
        Submission first = Submission.at(0);
        bed.arrive(first);
        assertThat(bed.core.isQuiet(P0)).isFalse();
        bed.done(bed.start(0));
        assertThat(bed.core.isQuiet(P0)).isFalse();
        bed.commit();
        assertThat(bed.core.isQuiet(P0)).isTrue();
        bed.arrive(first.copyAt(1));
        assertThat(bed.core.isQuiet(P0)).isFalse();
        bed.commit();
        assertThat(bed.core.isQuiet(P0)).isTrue();
    }

    @Test
    void whatRunsInAClosedPartitionIsInterruptedAndItsResultsAreDropped() {
        Bed bed = Bed.open().open(P1, 0);
        bed.arrive(P0, Submission.at(0), Submission.at(1));
        bed.arrive(P1, Submission.at(0));
        Effect.Start running = bed.start(1);
        bed.done(Bed.starts(bed.effects).getFirst());
        List<Effect> wanted = bed.step(new Event.Closed(ONLY_P0));
        assertThat(only(Effect.Interrupt.class, wanted))
                .containsExactly(new Effect.Interrupt(running.job(), running.run()));
        assertThat(bed.core.inFlight()).isEqualTo(1);
        assertThat(bed.done(running)).isEmpty();
        assertThat(bed.core.inFlight()).isEqualTo(1);
        assertThat(bed.core.unflushed()).isZero();
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void whatSleepsOrIsReadyInAClosedPartitionNeverStarts() {
        Bed bed = new Bed(one(), java.util.Map.of(), Bed.T).open(P0, 0);
        bed.arrive(Submission.at(0), Submission.at(1), Submission.at(2).due(Bed.START + 1_000));
        bed.step(new Event.Closed(ONLY_P0));
        assertThat(startedAt(bed.after(Duration.ofSeconds(2)))).isEmpty();
        assertThat(bed.core.inFlight()).isZero();
    }

    @Test
    void recordsOfAnOldAssignmentAreDroppedBeforeAnythingIsLookedUp() {
        Bed bed = Bed.open();
        int old = bed.epoch(P0);
        bed.step(new Event.Closed(ONLY_P0));
        assertThat(bed.step(arrived(old, Submission.at(0)))).isEmpty();
        bed.open(P0, 5);
        assertThat(bed.step(arrived(old, Submission.at(0)))).isEmpty();
        assertThat(bed.view(P0).frontier()).isEqualTo(5);
        assertThat(startedAt(bed.arrive(Submission.at(5)))).containsExactly(5L);
    }

    @Test
    void aResultOfAnOldAssignmentDoesNotTouchTheSameOffsetOfTheNew() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        Effect.Start old = bed.start(0);
        bed.step(new Event.Closed(ONLY_P0));
        bed.open(P0, 0);
        bed.arrive(Submission.at(0));
        bed.fail(old);
        assertThat(bed.core.inFlight()).isEqualTo(1);
        bed.done(bed.start(0));
        assertThat(Bed.settled(bed.flush())).containsExactly("0 done");
    }

    @Test
    void theFenceGrowsWithTheOwner() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        long before = bed.start(0).ownerEpoch();
        bed.step(new Event.Closed(ONLY_P0));
        bed.open(P0, 0);
        bed.arrive(Submission.at(0));
        assertThat(bed.start(0).ownerEpoch()).isGreaterThan(before);
    }

    @Test
    void aFlushThatEndsAfterItsPartitionIsGoneSettlesNothingOfTheNewAssignment() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0), Submission.at(1));
        bed.done(bed.start(0));
        bed.flush();
        bed.step(new Event.Closed(ONLY_P0));
        bed.open(P0, 0);
        bed.arrive(Submission.at(0), Submission.at(1));
        bed.done(bed.start(0));
        bed.flushed(true);
        assertThat(bed.core.isQuiet(P0)).isFalse();
        assertThat(Bed.settled(bed.commit())).containsExactly("0 done");
    }

    @Test
    void closingOrClosingForGoodWhatIsNotOpenDoesNothing() {
        Bed bed = Bed.open();
        assertThat(bed.step(new Event.Closing(Set.of(P1)))).isEmpty();
        assertThat(bed.step(new Event.Closed(Set.of(P1)))).isEmpty();
        assertThat(bed.core.isQuiet(P1)).isTrue();
    }

    @Test
    void openingTwiceIsABug() {
        Bed bed = Bed.open();
        assertThatThrownBy(() -> bed.open(P0, 0))
                .isInstanceOf(BrokenInvariant.class)
                .hasMessageContaining("default-0 is opened twice");
    }

    private static Event arrived(int epoch, Submission submission) {
        return new Event.Arrived(P0, epoch, false, List.of(submission.arrival()));
    }

    private static Limits one() {
        return new Limits(1, 1 << 30, 1_000, 1 << 30, 1_000, 5_000);
    }
}
