package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldTest {
    @Test
    void aTypeWithoutHandlerIsHeldAndStandsInNobodysWay() {
        Bed bed = Bed.open();
        List<Effect> wanted = bed.arrive(Submission.at(0).type("other"), Submission.at(1));
        assertThat(only(Effect.Held.class, wanted))
                .extracting(Effect.Held::reason)
                .containsExactly("this worker has no handler for type other");
        assertThat(startedAt(wanted)).containsExactly(1L);
        bed.done(bed.start(1));
        assertThat(Bed.frontiers(bed.flush())).containsExactly("default-0 0");
        assertThat(bed.view(Bed.P0).held()).isEqualTo(1);
    }

    @Test
    void anUnknownSchemaIsHeldUntilItIsLearned() {
        Bed bed = Bed.open();
        List<Effect> wanted =
                bed.arrive(Submission.at(0).schema(0xabc), Submission.at(1).schema(0xdef));
        assertThat(only(Effect.Held.class, wanted))
                .extracting(Effect.Held::reason)
                .containsExactly(
                        "this worker does not know the payload schema abc",
                        "this worker does not know the payload schema def");
        assertThat(startedAt(bed.step(new Event.SchemaLearned(0xabc)))).containsExactly(0L);
        assertThat(bed.view(Bed.P0).held()).isEqualTo(1);
        assertThat(startedAt(bed.arrive(Submission.at(2).schema(0xabc)))).containsExactly(2L);
    }

    @Test
    void aHeldJobKeepsItsPlaceInItsGroup() {
        Bed bed = Bed.open();
        Submission ordered = Submission.at(0).type("ordered").group(1);
        bed.arrive(ordered.copyAt(0), grouped(1).schema(0xabc), grouped(2), grouped(3));
        assertThat(startedAt(bed.done(bed.start(0)))).isEmpty();
        assertThat(startedAt(bed.step(new Event.SchemaLearned(0xabc)))).containsExactly(1L);
        assertThat(startedAt(bed.done(bed.start(1)))).containsExactly(2L);
    }

    @Test
    void aSchemaThatIsLearnedBeforeTheJobsTurnHoldsNothing() {
        Bed bed = Bed.open();
        bed.arrive(grouped(0), grouped(1).schema(0xabc));
        assertThat(startedAt(bed.step(new Event.SchemaLearned(0xabc)))).isEmpty();
        assertThat(startedAt(bed.done(bed.start(0)))).containsExactly(1L);
        assertThat(only(Effect.Held.class, bed.effects)).isEmpty();
    }

    @Test
    void aRecordOfANewerFormatPinsTheFrontierAndNothingElse() {
        Bed bed = Bed.open();
        bed.arrive(new Arrival.Newer(0, 10, "x", "the envelope has format 2"));
        bed.arrive(Submission.at(1));
        bed.done(bed.start(1));
        Flush flush = bed.commit();
        assertThat(Bed.settled(flush)).containsExactly("1 done");
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 0");
        assertThat(bed.view(Bed.P0).held()).isEqualTo(1);
        assertThat(bed.view(Bed.P0).unsettled()).isEqualTo(1);
    }

    @Test
    void aDueJobStartsAtItsTimeAndNotBefore() {
        Bed bed = Bed.open();
        assertThat(startedAt(bed.arrive(Submission.at(0).due(Bed.START + 100)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(99)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(1)))).containsExactly(0L);
    }

    @Test
    void aJobThatIsSnoozedForASecondRunsAgainAtItsTimeWithTheSameAttemptAndANewRun() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        bed.finish(bed.start(0), new Verdict.Snoozed(Bed.START + 1_000));
        assertThat(bed.core.inFlight()).isZero();
        assertThat(startedAt(bed.after(Duration.ofMillis(999)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(1)))).containsExactly(0L);
        assertThat(bed.start(0).attempt()).isEqualTo(1);
        bed.done(bed.start(0));
        assertThat(Bed.settled(bed.flush())).containsExactly("0 done");
    }

    private static Submission grouped(long offset) {
        return Submission.at(offset).type("ordered").group(1);
    }
}
