package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A guarantee is trusted because it catches bugs: each that can be planted into the fleet is found
/// by the guarantee that speaks of it, within as many seeds as docs/guarantees.md says.
class PlantedBugsTest {
    private static final Path DOCS = Path.of("../../docs/guarantees.md");

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void everyPlantedBugIsFound(Flaw flaw) throws IOException {
        Mode mode = flaw.found.startsWith("L") ? Mode.LIVENESS : Mode.SAFETY;
        int most = seeds(flaw);
        for (long seed = 1; seed <= most; seed++) {
            if (Simulation.run(Plan.of(seed, mode).with(flaw)).findings().stream()
                    .anyMatch(finding -> finding.guarantee().equals(flaw.found))) {
                return;
            }
        }
        throw new AssertionError(
                flaw + " is not found within " + most + " seeds as a breach of " + flaw.found);
    }

    private static int seeds(Flaw flaw) throws IOException {
        String name = flaw.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String line = "| " + name + " | " + flaw.found + " | ";
        assertThat(Files.readString(DOCS)).contains(line);
        String rest = Files.readString(DOCS).split(Pattern.quote(line), 2)[1];
        return Integer.parseInt(rest.substring(0, rest.indexOf(' ')).replace(",", ""));
    }
}
