package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A bug in the push breaks the promise that speaks of it, as docs/guarantees.md says, and no
/// other.
@Timeout(120)
final class PlantedInPushTest {
    @Test
    void withoutABugEveryPromiseIsKept() throws IOException {
        assertThat(broken(Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantedBugBreaksItsPromise(Slip slip) throws IOException {
        assertThat(broken(Optional.of(slip))).containsExactly(slip.found);
        assertThat(Files.readString(Path.of("../../docs/guarantees.md")))
                .contains("| " + words(slip) + " | " + words(slip.found) + " |");
    }

    private static List<Promise> broken(Optional<Slip> slip) throws IOException {
        List<Promise> broken = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            if (!promise.holds(slip)) {
                broken.add(promise);
            }
        }
        return broken;
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
