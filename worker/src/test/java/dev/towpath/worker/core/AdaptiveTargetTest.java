package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.worker.core.WorkView.TargetRoom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of a target's jobs says how many of them run.
class AdaptiveTargetTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TypePolicy INDEX =
            new TypePolicy(
                    "index",
                    "default",
                    "search",
                    false,
                    false,
                    0,
                    false,
                    TIMEOUT.toMillis(),
                    1_000,
                    false,
                    RetryPolicy.ONCE);

    private Bed bed = bed(new TargetPolicy(1_000, true));

    private static Bed bed(TargetPolicy target) {
        return new Bed(
                        new Core(
                                Bed.WIDE,
                                Map.of("index", INDEX),
                                Map.of(),
                                Map.of("search", target),
                                Set.of()))
                .open(P0, 0);
    }

    @Test
    void asTheyAreDoneMoreRun() {
        arrive(1_000);
        finishAll(Verdict.DONE);
        assertThat(bed.core.inFlight()).isEqualTo(2 * Target.FIRST);
        assertThat(bed.core.work().targets())
                .containsExactly(new TargetRoom("search", 2 * Target.FIRST, 2 * Target.FIRST));
    }

    @Test
    void whenTheyAreTurnedAwayFewerRun() {
        arrive(1_000);
        bed.now++;
        finishAll(new Verdict.Hindered("429", true, 0));
        assertThat(bed.core.inFlight()).isBetween(1, Target.FIRST / 2);
    }

    @Test
    void whatIsDoneElsewhereSaysNothing() {
        bed = bed(new TargetPolicy(1_000, true, String::isEmpty));
        arrive(1_000);
        bed.now++;
        finishAll(new Verdict.Hindered("429", true, 0));
        assertThat(bed.core.inFlight()).isEqualTo(Target.FIRST);
    }

    @Test
    void whatIsHeldBackForOtherReasonsSaysNothing() {
        arrive(1_000);
        bed.now++;
        finishAll(new Verdict.Hindered("what it emitted could not be sent"));
        assertThat(bed.core.inFlight()).isEqualTo(Target.FIRST);
    }

    @Test
    void whenTheirInterruptEndsThemFewerRun() {
        arrive(1_000);
        bed.after(TIMEOUT);
        finishAll(Bed.FAILED);
        assertThat(bed.core.inFlight()).isBetween(1, Target.FIRST / 2);
    }

    @Test
    void whenTheyIgnoreTheirInterruptFewerRun() {
        arrive(1_000);
        bed.after(TIMEOUT);
        bed.after(Duration.ofMillis(Bed.WIDE.timeoutGraceMillis()));
        assertThat(only(Effect.Abandon.class, bed.effects)).hasSize(Target.FIRST);
        assertThat(bed.core.inFlight()).isBetween(1, Target.FIRST / 2);
    }

    private void arrive(int jobs) {
        bed.arrive(
                IntStream.range(0, jobs)
                        .mapToObj(i -> Submission.at(i).type("index"))
                        .toArray(Submission[]::new));
        assertThat(bed.core.inFlight()).isEqualTo(Target.FIRST);
    }

    /// Those that run now.
    private void finishAll(Verdict verdict) {
        List<Effect.Start> running = Bed.starts(bed.effects);
        running.forEach(start -> bed.finish(start, verdict));
    }
}
