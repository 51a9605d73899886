package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Limits that hold over all workers, over a target, and over a group.
class SharedLimitsTest {
    private static final double ANY = Double.POSITIVE_INFINITY;
    private static final TypePolicy SHARED = policy("shared", "", 0, true);
    private static final TypePolicy GROUPED = policy("grouped", "", 2, false);
    private static final TypePolicy INDEX = policy("index", "search", 0, false);
    private static final TypePolicy DROP = policy("drop", "search", 0, false);

    private final Bed bed =
            new Bed(
                            new Core(
                                    new Limits(1_000, 1L << 30, 20, 1L << 30, 100_000, 5_000),
                                    Map.of(
                                            "shared", SHARED, "grouped", GROUPED, "index", INDEX,
                                            "drop", DROP, "t", Bed.T),
                                    Map.of(),
                                    Map.of("search", new TargetPolicy(3, false)),
                                    Set.of()))
                    .open(P0, 0);

    @Test
    void nothingOfASharedLimitRunsBeforeTheShareIsTold() {
        assertThat(startedAt(bed.arrive(of("shared", 0)))).isEmpty();
        assertThat(startedAt(bed.step(new Event.Shared("shared", 1, ANY)))).containsExactly(0L);
    }

    @Test
    void noMoreRunThanTheShare() {
        bed.step(new Event.Shared("shared", 2, ANY));
        bed.arrive(many("shared", 5));
        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L);
        bed.done(bed.start(0));
        assertThat(startedAt(bed.effects)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void noMoreBeginThanTheRateAllows() {
        bed.step(new Event.Shared("shared", 1_000, 10));
        bed.arrive(many("shared", 15));
        for (int i = 0; i < 100; i++) {
            bed.after(Duration.ofMillis(10));
        }
        assertThat(startedAt(bed.effects)).hasSize(10);
    }

    @Test
    void anIdleTypeSavesUpNoMoreThanATenthOfASecond() {
        bed.step(new Event.Shared("shared", 1_000, 50));
        bed.after(Duration.ofHours(1));
        bed.arrive(many("shared", 15));
        assertThat(startedAt(bed.effects)).hasSize(5);
    }

    @Test
    void aShareThatShrinksLetsGoOnWhatRuns() {
        bed.step(new Event.Shared("shared", 3, ANY));
        bed.arrive(many("shared", 5));
        bed.step(new Event.Shared("shared", 1, ANY));
        bed.done(bed.start(0));
        bed.done(bed.start(1));
        assertThat(startedAt(bed.effects)).hasSize(3);
        bed.done(bed.start(2));
        assertThat(startedAt(bed.effects)).hasSize(4);
    }

    @Test
    void whatWaitsForALimitStandsInTheWayOnlyOfAFullPartition() {
        bed.step(new Event.Shared("shared", 1, ANY));
        bed.arrive(many("shared", 19));
        bed.after(Duration.ofSeconds(20));
        assertThat(only(Effect.PutBack.class, bed.effects)).isEmpty();

        bed.arrive(of("shared", 19));
        bed.after(Duration.ofSeconds(20));

        List<Effect.PutBack> copies = only(Effect.PutBack.class, bed.effects);
        assertThat(copies).isNotEmpty();
        assertThat(copies).allSatisfy(copy -> assertThat(copy.envelope().attempt()).isZero());
    }

    @Test
    void asManyOfAGroupRunAsMay() {
        bed.arrive(
                of("grouped", 0).group(1),
                of("grouped", 1).group(1),
                of("grouped", 2).group(1),
                of("grouped", 3).group(2));
        assertThat(startedAt(bed.effects)).containsExactlyInAnyOrder(0L, 1L, 3L);
        bed.done(bed.start(1));
        assertThat(startedAt(bed.effects)).containsExactlyInAnyOrder(0L, 1L, 3L, 2L);
    }

    @Test
    void theTypesOfATargetShareItsRoom() {
        bed.arrive(of("index", 0), of("index", 1), of("drop", 2), of("drop", 3), of("t", 4));
        assertThat(startedAt(bed.effects)).hasSize(4).contains(4L);
        bed.done(bed.start(0));
        assertThat(startedAt(bed.effects)).hasSize(5);
    }

    @Test
    void aTargetThatIsProbedGetsAFewJobsUntilItIsBack() {
        bed.step(new Event.GateClosed(Gates.target("search"), "it is out", 0));
        bed.arrive(of("index", 0), of("drop", 1), of("index", 2));
        assertThat(startedAt(bed.effects)).isEmpty();

        bed.step(new Event.GateProbed(Gates.target("search"), 1));
        assertThat(startedAt(bed.effects)).hasSize(1);

        bed.step(new Event.GateOpened(Gates.target("search")));
        assertThat(startedAt(bed.effects)).hasSize(3);
    }

    private static Submission of(String type, long offset) {
        return Submission.at(offset).type(type);
    }

    private static Submission[] many(String type, int count) {
        return IntStream.range(0, count).mapToObj(i -> of(type, i)).toArray(Submission[]::new);
    }

    private static TypePolicy policy(String type, String target, int perGroup, boolean shared) {
        return new TypePolicy(
                type,
                "default",
                target,
                false,
                false,
                perGroup,
                shared,
                60_000,
                1_000,
                false,
                RetryPolicy.ONCE);
    }
}
