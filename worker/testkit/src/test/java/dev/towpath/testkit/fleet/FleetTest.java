package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.testkit.Conservation;
import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.History;
import dev.towpath.testkit.Judgement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Seeds come from the clock and are printed with what they break, and with what happened to the
/// first job that is named; `-Dtowpath.seed=` runs one again.
class FleetTest {
    private static final int SEEDS = Integer.getInteger("towpath.seeds", 300);

    @Test
    void whateverHappensTheGuaranteesHold() {
        List<Long> seeds = new ArrayList<>();
        Long given = Long.getLong("towpath.seed");
        if (given != null) {
            seeds.add(given);
        } else {
            long first = System.nanoTime();
            new SplittableRandom(first).longs(SEEDS, 0, Long.MAX_VALUE).forEach(seeds::add);
        }
        for (long seed : seeds) {
            assertThat(broken(seed, EnumSet.noneOf(Flaw.class)))
                    .as("run again with -Dtowpath.seed=%d", seed)
                    .isEmpty();
        }
    }

    @Test
    void aSeedGivesTheSameHistoryAgain() {
        Fleet one = new Fleet(42, EnumSet.noneOf(Flaw.class));
        Fleet other = new Fleet(42, EnumSet.noneOf(Flaw.class));
        assertThat(one.run().events()).isEqualTo(other.run().events()).hasSizeGreaterThan(500);
    }

    @Test
    void theHistoriesAreRichEnoughForEveryGuaranteeButTheMetrics() {
        List<History> histories =
                LongStream.rangeClosed(1, 20)
                        .mapToObj(seed -> new Fleet(seed, EnumSet.noneOf(Flaw.class)).run())
                        .toList();
        for (Guarantee guarantee : Guarantee.all()) {
            if (guarantee instanceof Conservation) {
                continue;
            }
            long kept =
                    histories.stream()
                            .map(guarantee::judge)
                            .filter(Judgement.Kept.class::isInstance)
                            .count();
            assertThat(kept).as(guarantee.number()).isGreaterThanOrEqualTo(15);
        }
    }

    /// What a run breaks, one line each; the last tells of the job that the first names.
    static List<String> broken(long seed, EnumSet<Flaw> flaws) {
        Fleet fleet = new Fleet(seed, flaws);
        List<String> broken = new ArrayList<>();
        try {
            fleet.run();
        } catch (RuntimeException | AssertionError e) {
            broken.add("the fleet stopped: " + e);
        }
        for (Guarantee guarantee : Guarantee.all()) {
            if (guarantee.judge(fleet.history) instanceof Judgement.Broken what) {
                what.breaches().stream()
                        .limit(3)
                        .forEach(breach -> broken.add(guarantee.number() + " " + breach));
            }
        }
        broken.stream()
                .flatMap(finding -> Trail.job(finding).stream())
                .findFirst()
                .ifPresent(job -> broken.add(Trail.of(job, fleet.history)));
        return broken;
    }
}
