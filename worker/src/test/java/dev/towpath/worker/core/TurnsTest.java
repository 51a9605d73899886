package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final QueuePartition FAST = new QueuePartition("fast", 0);
    private static final QueuePartition SLOW = new QueuePartition("slow", 0);
    private static final Limits ONE = new Limits(1, 1 << 30, 10_000, 1 << 30, 100_000, 5_000);

    @Test
    void queuesGetTurnsByTheirWeights() {
        Bed bed = new Bed(ONE, Map.of("fast", 3, "slow", 1), Bed.T).open(FAST, 0).open(SLOW, 0);
        bed.arrive(FAST, many(0, 400, "t"));
        bed.arrive(SLOW, many(10_000, 400, "t"));
        Map<String, Integer> turns = new HashMap<>();
        for (Effect.Start start : run(bed, 200)) {
            turns.merge(start.job().place().queue(), 1, Integer::sum);
        }
        assertThat(turns.get("fast")).isBetween(149, 151);
        assertThat(turns.get("slow")).isBetween(49, 51);
    }

    @Test
    void aQueueThatWasEmptyDoesNotGetItsTurnsBack() {
        Bed bed = new Bed(ONE, Map.of(), Bed.T).open(FAST, 0).open(SLOW, 0);
        bed.arrive(FAST, many(0, 500, "t"));
        run(bed, 300);
        bed.arrive(SLOW, many(10_000, 100, "t"));
        List<String> next = new ArrayList<>();
        for (Effect.Start start : run(bed, 40)) {
            next.add(start.job().place().queue());
        }
        assertThat(next.stream().filter("slow"::equals).count()).isBetween(19L, 21L);
    }

    @Test
    void typesOfAQueueTakeTurns() {
        TypePolicy a = new TypePolicy("a", false, 60_000, 100);
        TypePolicy b = new TypePolicy("b", false, 60_000, 100);
        Bed bed = new Bed(ONE, Map.of(), a, b).open(Bed.P0, 0);
        bed.arrive(many(0, 100, "a"));
        bed.arrive(many(100, 10, "b"));
        List<String> types = new ArrayList<>();
        for (Effect.Start start : run(bed, 20)) {
            types.add(start.job().arrival().type());
        }
        assertThat(types.stream().filter("b"::equals).count()).isBetween(9L, 10L);
    }

    @Test
    void aTypeThatIsFullNeverHoldsUpTheOthers() {
        TypePolicy full = new TypePolicy("full", false, 60_000, 2);
        Bed bed = new Bed(Bed.WIDE, Map.of(), full, Bed.T).open(Bed.P0, 0);
        assertThat(Bed.starts(bed.arrive(many(0, 50, "full")))).hasSize(2);
        assertThat(Bed.starts(bed.arrive(many(50, 50, "t")))).hasSize(50);
        assertThat(Bed.startedAt(bed.done(bed.start(0)))).containsExactly(2L);
    }

    @Test
    void typesWithoutHandlerAreOneHoweverManyThereAre() {
        Turns turns = new Turns(Map.of("t", Bed.T), Map.of(), Map.of());
        assertThat(turns.type("q", "made-up-1")).isSameAs(turns.type("q", "made-up-2"));
        assertThat(turns.types()).isEmpty();
        assertThat(turns.type("q", "t")).isNotSameAs(turns.type("q", "made-up-1"));
        assertThat(turns.types()).hasSize(1);
    }

    private static Submission[] many(long from, int count, String type) {
        Submission[] all = new Submission[count];
        for (int i = 0; i < count; i++) {
            all[i] = Submission.at(from + i).type(type);
        }
        return all;
    }

    /// Lets so many jobs run, one after another.
    private static List<Effect.Start> run(Bed bed, int count) {
        List<Effect.Start> ran = new ArrayList<>();
        Effect.Start running = Bed.starts(bed.effects).getLast();
        while (ran.size() < count) {
            ran.add(running);
            running = Bed.starts(bed.done(running)).getFirst();
        }
        return ran;
    }
}
