package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A dedup key takes effect once from the acceptance of its first submission until its window has
/// passed: by the times at which the gateway accepted, never by when a worker comes to read them.
class WindowsTest {
    @Test
    void aSubmissionInsideTheWindowIsADuplicateHoweverLateItIsRead() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofMinutes(10));
        bed.arrive(first);
        bed.done(bed.start(0));
        bed.commit();
        goOnFor(bed, Duration.ofHours(2));
        Submission retry = first.againAt(1).accepted(Bed.START + 5_000);
        assertThat(startedAt(bed.arrive(retry))).isEmpty();
        assertThat(Bed.only(Effect.Skipped.class, bed.effects)).hasSize(1);
    }

    @Test
    void aSubmissionAfterAShortWindowRunsAgainThoughTheIdIsStillRemembered() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofSeconds(60));
        bed.arrive(first);
        bed.done(bed.start(0));
        bed.commit();
        bed.after(Duration.ofSeconds(90));
        Submission later = first.againAt(1).payload(2).accepted(bed.now);
        assertThat(startedAt(bed.arrive(later))).containsExactly(1L);
        assertThat(bed.start(1).generation()).isEqualTo(1);
    }

    @Test
    void aSubmissionMadeBeforeTheEarlierOneEndedIsADuplicate() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofSeconds(10));
        bed.arrive(first);
        bed.after(Duration.ofSeconds(50));
        bed.done(bed.start(0));
        Submission meanwhile = first.againAt(1).accepted(Bed.START + 40_000);
        assertThat(startedAt(bed.arrive(meanwhile))).isEmpty();
        Submission after = first.againAt(2).accepted(Bed.START + 52_000);
        assertThat(startedAt(bed.arrive(after))).containsExactly(2L);
    }

    @Test
    void aConflictStaysOneWhenTheJobThatItWasInConflictWithHasDied() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofHours(1)).payload(1);
        Submission other = first.againAt(1).payload(2);
        bed.arrive(first, other);
        bed.fail(bed.start(0));
        assertThat(startedAt(bed.arrive(other.copyAt(2)))).isEmpty();
        assertThat(startedAt(bed.arrive(other.againAt(3)))).containsExactly(3L);
    }

    @Test
    void anIdIsForgottenOnceTheLogHasPassedItsTime() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofMinutes(10));
        bed.arrive(first);
        bed.done(bed.start(0));
        bed.commit();
        assertThat(bed.view(Bed.P0).ledgerIds()).isEqualTo(1);
        bed.now = Bed.START + Duration.ofHours(2).toMillis();
        bed.arrive(Submission.at(1).accepted(bed.now));
        goOnFor(bed, Duration.ofMinutes(5));
        assertThat(bed.view(Bed.P0).ledgerIds()).isEqualTo(1);
        assertThat(startedAt(bed.arrive(first.againAt(2).accepted(bed.now)))).containsExactly(2L);
    }

    @Test
    void aRecordFromTheFutureMakesNobodyForget() {
        Bed bed = Bed.open();
        Submission first = Submission.at(0).key("k", Duration.ofMinutes(10));
        bed.arrive(first);
        bed.done(bed.start(0));
        bed.commit();
        bed.arrive(Submission.at(1).accepted(Long.MAX_VALUE));
        goOnFor(bed, Duration.ofMinutes(5));
        assertThat(startedAt(bed.arrive(first.againAt(2).accepted(bed.now)))).isEmpty();
    }

    /// Lets time pass in steps in which the whole ledger is swept.
    private static void goOnFor(Bed bed, Duration time) {
        long end = bed.now + time.toMillis();
        while (bed.now < end) {
            bed.after(Duration.ofSeconds(1));
        }
    }
}
