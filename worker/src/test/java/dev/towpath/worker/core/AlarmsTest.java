package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.only;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.LedgerTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    @Test
    void aConstantDedupKeyRaisesAnAlarmThatNamesTypePartitionAndKey() {
        Bed bed = Bed.open();
        Submission constant = Submission.at(0).key("always", Duration.ofHours(1));
        bed.arrive(constant);
        for (int i = 1; i < 1_000; i++) {
            assertThat(only(Effect.Alarm.class, bed.effects)).isEmpty();
            bed.arrive(constant.againAt(i));
        }
        assertThat(only(Effect.Alarm.class, bed.effects))
                .containsExactly(
                        new Effect.Alarm(
                                ErrorCode.EVERYTHING_IS_A_DUPLICATE,
                                "of the last 1,000 jobs of type t in default-0 at least 990 were"
                                        + " duplicates of one job, with the dedup key 'always'. If that"
                                        + " is a constant, put into it what makes a job the same"
                                        + " thing."));
    }

    @Test
    void aConstantDedupKeyWithOtherPayloadsRaisesItToo() {
        Bed bed = Bed.open();
        Submission constant = Submission.at(0).key("always", Duration.ofHours(1));
        bed.arrive(constant);
        for (int i = 1; i < 1_000; i++) {
            bed.arrive(constant.againAt(i).payload(i + 1));
        }
        assertThat(only(Effect.Alarm.class, bed.effects)).hasSize(1);
    }

    @Test
    void aRunThatIsMadeAgainRaisesNone() {
        Bed bed = Bed.open();
        for (int i = 0; i < 2_000; i++) {
            bed.arrive(Submission.at(i).key("k" + i, Duration.ofHours(1)));
        }
        for (int i = 0; i < 2_000; i++) {
            bed.arrive(Submission.at(i).key("k" + i, Duration.ofHours(1)).againAt(2_000 + i));
        }
        assertThat(only(Effect.Alarm.class, bed.effects)).isEmpty();
        for (int i = 0; i < 2_000; i++) {
            bed.done(bed.start(i));
        }
        assertThat(only(Effect.Skipped.class, bed.effects)).hasSize(2_000);
    }

    @Test
    void redeliveryAfterACrashRaisesNone() {
        Bed bed = Bed.open();
        Submission pinned = Submission.at(0);
        bed.arrive(pinned);
        for (int i = 1; i <= 1_500; i++) {
            bed.arrive(Submission.at(i));
            bed.done(bed.start(i));
        }
        assertThat(only(Effect.Alarm.class, bed.effects)).isEmpty();
    }

    @Test
    void aPartitionThatStandsStillForAMinuteIsReportedWithItsCauseOnceAMinute() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0).type("other"), Submission.at(1));
        bed.done(bed.start(1));
        bed.flush();
        bed.after(Duration.ofSeconds(59));
        assertThat(alarms(bed)).isEmpty();
        bed.after(Duration.ofSeconds(1));
        assertThat(alarms(bed))
                .containsExactly(
                        new Effect.Alarm(
                                ErrorCode.PARTITION_STALLED,
                                "default-0 has not moved its frontier 0 for 60 s: 1 jobs wait or"
                                        + " run, 0 run, 1 need a newer worker or another handler,"
                                        + " 1 results are not committed"));
        bed.after(Duration.ofSeconds(59));
        assertThat(alarms(bed)).hasSize(1);
        bed.after(Duration.ofSeconds(1));
        assertThat(alarms(bed)).hasSize(2);
    }

    @Test
    void anIdlePartitionIsNotStalled() {
        Bed bed = Bed.open();
        bed.after(Duration.ofMinutes(10));
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofSeconds(50));
        assertThat(alarms(bed)).isEmpty();
    }

    @Test
    void aPartitionWhoseLedgerIsOverItsBoundIsReportedThoughNothingWaits() {
        Bed bed = new Bed(Bed.WIDE, Map.of(), Bed.T).open(Bed.P0, 0, new LedgerTable(1));
        bed.arrive(Submission.at(0).key("k", Duration.ofHours(24)));
        bed.done(bed.start(0));
        bed.commit();
        assertThat(bed.view(Bed.P0).paused()).isTrue();
        bed.after(Duration.ofSeconds(61));
        assertThat(alarms(bed))
                .singleElement()
                .extracting(Effect.Alarm::message, as(STRING))
                .contains("the ledger needs more memory than worker.ledgerBytesPerPartition");
    }

    @Test
    void aFlushThatNeverEndsIsReportedThoughNothingWaits() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.done(bed.start(0));
        bed.flush();
        bed.after(Duration.ofSeconds(61));
        assertThat(alarms(bed)).hasSize(1);
        assertThat(alarms(bed).getFirst().message()).contains("1 results are not committed");
    }

    private static List<Effect.Alarm> alarms(Bed bed) {
        return only(Effect.Alarm.class, bed.effects);
    }
}
