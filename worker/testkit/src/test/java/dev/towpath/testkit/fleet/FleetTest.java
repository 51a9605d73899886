package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.testkit.Conservation;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.Judgement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Seeds come from the clock. One that breaks something is printed with the fewest steps that break
/// it still, and with what happened to the job that is named; `-Dtowpath.seed=` runs it again.
class FleetTest {
    private static final long SEEDS = Long.getLong("towpath.seeds", 1_000);
    private static final int THREADS = 2;
    private static final Duration BUDGET = Duration.ofSeconds(10);

    @Test
    void whateverHappensTheGuaranteesHold() throws InterruptedException {
        Long given = Long.getLong("towpath.seed");
        long first = given == null ? System.nanoTime() : given;
        Sweep sweep = new Sweep(first, given == null ? SEEDS : 1, THREADS, Duration.ofHours(2));
        Optional<Run> broken = sweep.run(_ -> {}, Duration.ofSeconds(1));
        assertThat(broken.map(run -> Shortening.of(run, BUDGET).story()))
                .as("run again with -Dtowpath.seed=%d", broken.map(Run::seed).orElse(first))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aSeedGivesTheSameHistoryAgain(Mode mode) {
        Run one = Simulation.run(42, mode);
        Run other = Simulation.run(42, mode);
        assertThat(one.history().events())
                .isEqualTo(other.history().events())
                .hasSizeGreaterThan(500);
    }

    /// Sets and maps made by `copyOf` have another order in each JVM.
    @Test
    void aSeedGivesTheSameHistoryInAnotherJvm() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherJvm.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("history "))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
        assertThat(other.waitFor()).isZero();
        assertThat(said).isEqualTo(OtherJvm.lines());
    }

    @ParameterizedTest
    @EnumSource(names = {"SAFETY", "WHOLE"})
    void aRunHasTwoHundredJobsAtLeast(Mode mode) {
        assertThat(LongStream.rangeClosed(1, 20).map(seed -> Simulation.run(seed, mode).jobs()))
                .allMatch(jobs -> jobs >= 200);
    }

    @Test
    void aJobIsTheSameWhateverStepsAreLeftOut() {
        Run whole = safe(7);
        BitSet kept = whole.steps();
        kept.clear(0, 700);
        Run part = Simulation.run(whole.plan().only(Steps.of(kept)));
        Map<String, String> types = types(whole);
        Map<String, String> same = types(part);
        same.keySet().retainAll(types.keySet());
        assertThat(same).hasSizeGreaterThan(50);
        assertThat(types).containsAllEntriesOf(same);
    }

    @Test
    void theHistoriesAreRichEnoughForEveryGuaranteeButTheMetrics() {
        for (Mode mode : Mode.values()) {
            List<Run> runs =
                    LongStream.rangeClosed(1, 20)
                            .mapToObj(seed -> Simulation.run(seed, mode))
                            .toList();
            for (Guarantee guarantee : mode.guarantees()) {
                if (guarantee instanceof Conservation) {
                    continue;
                }
                long kept =
                        runs.stream()
                                .map(run -> guarantee.judge(run.history()))
                                .filter(Judgement.Kept.class::isInstance)
                                .count();
                // In every other run there is a storm.
                assertThat(kept)
                        .as(guarantee.number())
                        .isGreaterThanOrEqualTo(guarantee.number().equals("L4") ? 6 : 15);
            }
        }
    }

    private static Run safe(long seed) {
        return Simulation.run(seed, Mode.SAFETY);
    }

    /// The type of each job without a dedup key.
    private static Map<String, String> types(Run run) {
        Map<String, String> types = new HashMap<>();
        for (Event event : run.history().events()) {
            if (event instanceof Event.Submitted job && job.key().isEmpty()) {
                types.put(job.job(), job.type());
            }
        }
        return types;
    }
}
