package dev.towpath.testkit.crew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A bug between a whole worker and its clients is found by the guarantee that speaks of it, within
/// as many seeds as docs/guarantees.md says.
class PlantedInWholeWorkersTest {
    private static final Path DOCS = Path.of("../../docs/guarantees.md");
    private static final int STEPS = 450;

    @ParameterizedTest
    @EnumSource(
            value = Slip.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "METADATA_AT_FLUSH_TIME")
    void everyPlantedBugIsFound(Slip slip) throws IOException {
        find(slip);
    }

    /// Takes as long as all others together.
    @Test
    @Tag("full")
    void theOneThatShowsSeldomIsFoundToo() throws IOException {
        find(Slip.METADATA_AT_FLUSH_TIME);
    }

    private static void find(Slip slip) throws IOException {
        int most = seeds(slip);
        for (long seed = 1; seed <= most; seed++) {
            if (broken(seed, slip).contains(slip.found)) {
                return;
            }
        }
        throw new AssertionError(
                slip + " is not found within " + most + " seeds as a breach of " + slip.found);
    }

    static List<String> broken(long seed, Slip slip) {
        Crew crew = new Crew(seed, (number, _) -> number < STEPS ? number : -1, slip.seam);
        List<String> broken = new ArrayList<>();
        try {
            crew.run();
        } catch (Crew.Restless e) {
            broken.add("restless");
        } catch (IllegalStateException e) {
            broken.add("stopped");
        }
        for (Guarantee guarantee : Guarantee.all()) {
            if (guarantee.judge(crew.history()) instanceof Judgement.Broken) {
                broken.add(guarantee.number());
            }
        }
        return broken;
    }

    private static int seeds(Slip slip) throws IOException {
        String name = slip.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String line = "| " + name + ", whole | " + slip.found + " | ";
        assertThat(Files.readString(DOCS)).contains(line);
        String rest = Files.readString(DOCS).split(Pattern.quote(line), 2)[1];
        return Integer.parseInt(rest.substring(0, rest.indexOf(' ')).replace(",", ""));
    }
}
