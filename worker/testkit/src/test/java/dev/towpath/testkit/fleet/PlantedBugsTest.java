package dev.towpath.testkit.fleet;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A guarantee is trusted because it catches bugs: each that can be planted into the fleet is found
/// soon, by the guarantee that speaks of it.
class PlantedBugsTest {
    private static final int SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void everyPlantedBugIsFound(Flaw flaw) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            if (FleetTest.broken(seed, EnumSet.of(flaw)).stream()
                    .anyMatch(what -> what.startsWith(flaw.found))) {
                return;
            }
        }
        throw new AssertionError(
                flaw + " is not found within " + SEEDS + " seeds as a breach of " + flaw.found);
    }
}
