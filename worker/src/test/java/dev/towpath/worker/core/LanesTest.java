package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static Submission ordered(long offset, long group) {
        return Submission.at(offset).type("ordered").group(group);
    }

    @Test
    void theJobsOfAGroupRunOneAtATimeInOrder() {
        Bed bed = Bed.open();
        assertThat(startedAt(bed.arrive(ordered(0, 1), ordered(1, 1), ordered(2, 1))))
                .containsExactly(0L);
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(1L);
        assertThat(startedAt(bed.arrive(ordered(3, 1)))).isEmpty();
        assertThat(startedAt(bed.done(bed.start(1)))).containsExactly(2L);
        assertThat(startedAt(bed.done(bed.start(2)))).containsExactly(3L);
        bed.done(bed.start(3));
        assertThat(startedAt(bed.arrive(ordered(4, 1)))).containsExactly(4L);
    }

    @Test
    void groupsDoNotWaitForEachOther() {
        Bed bed = Bed.open();
        assertThat(startedAt(bed.arrive(ordered(0, 1), ordered(1, 2), ordered(2, 1))))
                .containsExactly(0L, 1L);
    }

    @Test
    void aDeadJobLetsTheNextGo() {
        Bed bed = Bed.open();
        bed.arrive(ordered(0, 1), ordered(1, 1));
        assertThat(startedAt(bed.fail(bed.start(0)))).containsExactly(1L);
    }

    @Test
    void anExpiredJobLetsTheNextGo() {
        Bed bed = Bed.open();
        bed.arrive(ordered(0, 1), ordered(1, 1).expires(Bed.START + 1_000), ordered(2, 1));
        bed.now += 2_000;
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(2L);
    }

    @Test
    void anAbandonedJobLetsTheNextGo() {
        Bed bed = Bed.open();
        bed.arrive(ordered(0, 1), ordered(1, 1));
        assertThat(startedAt(bed.after(Duration.ofSeconds(61)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofSeconds(6)))).containsExactly(1L);
    }

    @Test
    void aJobThatIsSnoozedForASecondHoldsItsGroup() {
        Bed bed = Bed.open();
        bed.arrive(ordered(0, 1), ordered(1, 1));
        assertThat(startedAt(bed.finish(bed.start(0), new Verdict.Snoozed(Bed.START + 1_000))))
                .isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(900)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(100)))).containsExactly(0L);
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(1L);
    }

    @Test
    void aJobThatIsNotDueHoldsItsGroup() {
        Bed bed = Bed.open();
        assertThat(startedAt(bed.arrive(ordered(0, 1).due(Bed.START + 5_000), ordered(1, 1))))
                .isEmpty();
        assertThat(startedAt(bed.after(Duration.ofSeconds(5)))).containsExactly(0L);
    }

    @Test
    void aTypeWithoutOrderHasNoLanes() {
        Bed bed = Bed.open();
        assertThat(startedAt(bed.arrive(Submission.at(0).group(1), Submission.at(1).group(1))))
                .containsExactly(0L, 1L);
    }

    @Test
    void aCopyInAGroupIsPassedOverAndHoldsNothing() {
        Bed bed = Bed.open();
        Submission first = ordered(0, 1);
        bed.arrive(first, first.copyAt(1), ordered(2, 1));
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(2L);
    }

    @Test
    void anAttemptThatIsMadeAgainKeepsItsNumber() {
        Bed bed = Bed.open();
        bed.arrive(ordered(0, 1));
        bed.finish(bed.start(0), new Verdict.Hindered("Kafka is away"));
        List<Effect> later = bed.after(Duration.ofSeconds(1));
        assertThat(Bed.starts(later)).hasSize(1);
        assertThat(bed.start(0).attempt()).isEqualTo(1);
        assertThat(bed.start(0).run()).isEqualTo(2);
    }
}
