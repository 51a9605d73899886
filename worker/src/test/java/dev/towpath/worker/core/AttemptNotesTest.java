package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a handler notes of an attempt, on its way to the history.
class AttemptNotesTest {
    @Test
    void theNoteOfTheLastAttemptGoesWithTheJobHoweverTheAttemptEnded() {
        for (Verdict verdict :
                List.of(Verdict.DONE, Bed.FAILED, new Verdict.Snoozed(Bed.START + 60_000))) {
            Bed bed = Bed.open();
            bed.arrive(Submission.at(0));

            finish(bed, bed.start(0), verdict, "answered 200 in 5 ms");
            if (verdict instanceof Verdict.Snoozed) {
                bed.putBack(true);
            }

            assertThat(Bed.only(Effect.Settled.class, bed.effects).getLast().job().note())
                    .as("%s", verdict)
                    .isEqualTo("answered 200 in 5 ms");
        }
    }

    @Test
    void aJobThatStaysInItsPlaceIsToldWithItsNote() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));

        List<Effect> effects =
                finish(bed, bed.start(0), new Verdict.Hindered("404"), "answered 404 in 5 ms");

        assertThat(Bed.only(Effect.Stayed.class, effects).getFirst().job().note())
                .isEqualTo("answered 404 in 5 ms");
    }

    @Test
    void anAttemptThatNotesNothingHasNotTheNoteOfTheOneBefore() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        finish(bed, bed.start(0), new Verdict.Hindered("404"), "answered 404 in 5 ms");

        bed.after(Duration.ofSeconds(2));
        Effect.Start second = Bed.only(Effect.Start.class, bed.effects).getLast();

        assertThat(second.run()).isEqualTo(2);
        assertThat(second.job().note()).isEmpty();
    }

    @Test
    void whatAnOtherVerdictIsMadeOfKeepsItsNote() {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(0));
        Event.Finished finished =
                new Event.Finished(bed.start(0).job(), 1, Bed.FAILED, "answered 503 in 5 ms");

        assertThat(finished.judged(new Verdict.Hindered("out")).note())
                .isEqualTo("answered 503 in 5 ms");
        assertThat(finished.judged(Bed.FAILED)).isSameAs(finished);
    }

    private static List<Effect> finish(Bed bed, Effect.Start start, Verdict verdict, String note) {
        return bed.step(new Event.Finished(start.job(), start.run(), verdict, note));
    }
}
