package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A search for inputs that break something, with another seed each time.
///
/// `-Dtowpath.fuzz.seconds=` sets how long a target is searched, `-Dtowpath.fuzz.target=` names one
/// of them, `-Dtowpath.seed=` begins again where another search began.
@Tag("full")
class FuzzTest {
    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("towpath.fuzz.seconds", 30));
    private static final String ONE = System.getProperty("towpath.fuzz.target", "");
    private static final int AT_A_TIME = 2;

    @Test
    void noInputBreaksAnything() throws Exception {
        long seed = Long.getLong("towpath.seed", System.nanoTime() & 0x7fff_ffff);
        System.out.println("seed " + seed);
        List<Callable<String>> searches = new ArrayList<>();
        for (Target target : Target.values()) {
            if (ONE.isEmpty() || ONE.equalsIgnoreCase(target.name())) {
                searches.add(() -> search(target, seed));
            }
        }
        List<String> found = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (Future<String> search : pool.invokeAll(searches)) {
                found.add(search.get());
            }
        }
        assertThat(searches).as("targets are " + Arrays.toString(Target.values())).isNotEmpty();
        assertThat(found).allSatisfy(one -> assertThat(one).isEmpty());
    }

    private String search(Target target, long seed) throws Exception {
        Path own = Path.of("target", "fuzz", Long.toString(seed), target.word()).toAbsolutePath();
        try (Jazzer jazzer = Jazzer.start(target, seed, TIME, own)) {
            return jazzer.await(TIME.plusSeconds(60));
        }
    }
}
