package dev.towpath.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a seed makes of a torture.
class PlanTest {
    private static final long SEED = 7;

    @Test
    void aSeedGivesTheSamePlanAgain() {
        assertThat(Plan.of(SEED, 30)).isEqualTo(Plan.of(SEED, 30));
    }

    @Test
    void aPlanHasAsManyFaultsAsWereAskedFor() {
        for (long seed = 1; seed <= 200; seed++) {
            assertThat(Plan.of(seed, 25).faults()).as("seed %d", seed).isEqualTo(25);
        }
    }

    @Test
    void everyKindComesBeforeTheDeckIsThroughTwice() {
        for (long seed = 1; seed <= 200; seed++) {
            EnumSet<Kind> seen = EnumSet.noneOf(Kind.class);
            Plan.of(seed, 2 * Kind.values().length).turns().stream()
                    .flatMap(List::stream)
                    .forEach(card -> seen.add(card.kind()));
            assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrder(Kind.values());
        }
    }

    @Test
    void twoFaultsOfATurnNeverHitTheSame() {
        List<List<Plan.Card>> pairs = new ArrayList<>();
        for (long seed = 1; seed <= 200; seed++) {
            pairs.addAll(
                    Plan.of(seed, 30).turns().stream().filter(turn -> turn.size() == 2).toList());
        }

        assertThat(pairs).isNotEmpty();
        assertThat(pairs)
                .allSatisfy(
                        pair ->
                                assertThat(pair.getFirst().kind().victim)
                                        .isNotEqualTo(pair.getLast().kind().victim));
    }
}
