package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A guarantee is trusted because it catches bugs: each that can be planted into the fleet is found
/// within a few seeds, by the guarantee that speaks of it.
class PlantedBugsTest {
    private static final int SEEDS = 200;

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void everyPlantedBugIsFound(Flaw flaw) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<String> broken = FleetTest.broken(seed, EnumSet.of(flaw));
            if (!broken.isEmpty()) {
                assertThat(broken)
                        .as("what %s breaks with seed %d", flaw, seed)
                        .anySatisfy(what -> assertThat(what).startsWith(flaw.found));
                return;
            }
        }
        throw new AssertionError(flaw + " is not found within " + SEEDS + " seeds");
    }
}
