package dev.towpath.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.worker.core.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final double ANY = Double.POSITIVE_INFINITY;

    @Test
    void whoCannotReadWhoIsThereTakesWhatHisPartitionsAre() {
        assertThat(first(limit(12, 60), "a", null, 2, 0))
                .isEqualTo(new Event.Shared("mail", 4, 20));
        assertThat(first(limit(12, 60), "a", null, 0, 0)).isEqualTo(new Event.Shared("mail", 0, 0));
    }

    @Test
    void whoIsAloneTakesItAll() {
        assertThat(first(limit(12, 60), "a", List.of(), 6, 0))
                .isEqualTo(new Event.Shared("mail", 12, 60));
        assertThat(first(limit(12, 60), "a", List.of(worker("a", 2, 0)), 6, 0))
                .isEqualTo(new Event.Shared("mail", 12, 60));
    }

    @Test
    void whoeverHasWorkSharesTheLimitByThePartitionsThatHaveSome() {
        List<Presence> alive = List.of(worker("a", 2, 0), worker("b", 1, 0), idle("c"));

        assertThat(settled(limit(12, 60), "a", alive, 0))
                .isEqualTo(new Event.Shared("mail", 8, 40));
        assertThat(settled(limit(12, 60), "b", alive, 0))
                .isEqualTo(new Event.Shared("mail", 4, 20));
    }

    @Test
    void whoHasJustGotWorkRunsNothingBeforeTheOthersKnow() {
        List<Presence> others = List.of(worker("a", 2, 0), idle("c"));
        List<Presence> all = List.of(worker("a", 2, 0), worker("c", 1, 0));
        Shares shares = new Shares("c", List.of(limit(12, 60)));

        assertThat(shares.look(others, Map.of("default", 1), 0))
                .containsExactly(new Event.Shared("mail", 0, 10));
        assertThat(shares.look(all, Map.of("default", 1), 1_000))
                .containsExactly(new Event.Shared("mail", 0, 20));
        assertThat(shares.look(all, Map.of("default", 1), 3_499)).isEmpty();
        assertThat(shares.look(all, Map.of("default", 1), 3_500))
                .containsExactly(new Event.Shared("mail", 4, 20));
    }

    @Test
    void aSmallLimitGoesRound() {
        List<Presence> alive = List.of(worker("a", 1, 0), worker("b", 1, 0), worker("c", 1, 0));

        for (long turn = 1; turn < 4; turn++) {
            List<Integer> shares = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                shares.add(settled(limit(1, ANY), name, alive, turn * 10_000 + 2_500).inFlight());
            }
            assertThat(shares).containsExactlyInAnyOrder(0, 0, 1);
            assertThat(shares.get((int) Math.floorMod(-turn, 3L))).isEqualTo(1);
        }
    }

    @Test
    void whoseTurnItHasBecomeWaitsForWhoHadIt() {
        List<Presence> alive = List.of(worker("a", 1, 0), worker("b", 1, 0));
        for (long turn = 1; turn < 5; turn++) {
            for (long after = 0; after < 2_500; after += 100) {
                int most = 0;
                for (String name : List.of("a", "b")) {
                    // What one runs that has not looked since the turn before.
                    int before = settled(limit(3, ANY), name, alive, turn * 10_000 - 1).inFlight();
                    int since =
                            settled(limit(3, ANY), name, alive, turn * 10_000 + after).inFlight();
                    most += Math.max(before, since);
                }
                assertThat(most).isEqualTo(3);
            }
        }
    }

    @Test
    void whatOthersStillRunIsNotGivenAwayTwice() {
        List<Presence> alive = List.of(worker("a", 1, 0), worker("b", 1, 1));

        assertThat(settled(limit(1, ANY), "a", alive, 0).inFlight()).isZero();
    }

    @Test
    void allTogetherTakeWhatThereIsAndNeverMore() {
        long seed = System.nanoTime();
        System.out.println("allTogetherTakeWhatThereIsAndNeverMore: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Shares.Limit limit = limit(1 + random.nextInt(30), 1 + random.nextInt(1_000));
            List<Presence> alive = new ArrayList<>();
            int workers = 1 + random.nextInt(6);
            for (int i = 0; i < workers; i++) {
                alive.add(worker("w" + i, 1 + random.nextInt(4), 0));
            }
            int jobs = 0;
            double rate = 0;
            long now = random.nextLong(10_000_000);
            for (int i = 0; i < workers; i++) {
                Event.Shared share = settled(limit, "w" + i, alive, now);
                jobs += share.inFlight();
                rate += share.perSecond();
            }
            assertThat(jobs)
                    .as("seed %d round %d", seed, round)
                    .isLessThanOrEqualTo(limit.inFlight());
            if (now % 10_000 >= 2_500) {
                assertThat(jobs).as("seed %d round %d", seed, round).isEqualTo(limit.inFlight());
            }
            assertThat(rate).isCloseTo(limit.perSecond(), offset(1e-6));
        }
    }

    @Test
    void onlyWhatHasChangedIsTold() {
        Shares shares = new Shares("a", List.of(limit(12, 60)));
        assertThat(shares.look(null, Map.of("default", 2), 0)).hasSize(1);
        assertThat(shares.look(null, Map.of("default", 2), 1)).isEmpty();
        assertThat(shares.look(null, Map.of("default", 3), 2)).hasSize(1);
    }

    private static Event.Shared first(
            Shares.Limit limit, String self, @Nullable List<Presence> alive, int owned, long now) {
        return (Event.Shared)
                new Shares(self, List.of(limit))
                        .look(alive, Map.of("default", owned), now)
                        .getFirst();
    }

    /// What a worker takes when nobody has come for a while.
    private static Event.Shared settled(
            Shares.Limit limit, String self, List<Presence> alive, long now) {
        Shares shares = new Shares(self, List.of(limit));
        List<Event> first = shares.look(alive, Map.of("default", 1), now - 5_000);
        List<Event> later = shares.look(alive, Map.of("default", 1), now);
        return (Event.Shared) (later.isEmpty() ? first : later).getFirst();
    }

    private static Shares.Limit limit(int inFlight, double perSecond) {
        return new Shares.Limit("mail", "default", 6, inFlight, perSecond);
    }

    private static Presence worker(String name, int partitions, int running) {
        return presence(
                name, List.of(new Presence.Active("mail", partitions, 5, running)), running);
    }

    private static Presence idle(String name) {
        return presence(name, List.of(), 0);
    }

    private static Presence presence(String name, List<Presence.Active> active, int running) {
        return new Presence(
                new Identity(name, Identity.Role.WORKER, "1", "", 0),
                List.of(),
                List.of(),
                List.of(),
                running,
                List.of(new Presence.Served("default", List.of("mail"), active)),
                List.of(),
                List.of(),
                List.of());
    }
}
