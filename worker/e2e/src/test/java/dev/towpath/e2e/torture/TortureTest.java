package dev.towpath.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.fleet.Installation;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// A short torture: that it runs, that Towpath stands it, and that what is judged is not empty.
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Resources.GLOBAL)
class TortureTest {
    private static final int FAULTS = 6;
    private static final long MINUTE = 60_000;

    private long seed;
    private Trial trial;
    private Report report;

    @BeforeAll
    void run() throws Exception {
        seed = Long.getLong("towpath.seed", System.nanoTime());
        System.out.println("torture: run again with -Dtowpath.seed=" + seed);
        Path folder = Path.of(System.getProperty("towpath.root"), "target", "torture", "short");
        Remains.clear(folder);
        GroupProtocol protocol = seed % 2 == 0 ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
        try (Torture torture = new Torture(Plan.of(seed, FAULTS), protocol, folder, true)) {
            trial = torture.run(Duration.ofMinutes(3));
            report = Report.of(torture, trial);
            Files.writeString(folder.resolve("report.html"), Page.of(report, report.text()));
        }
    }

    @Test
    void itBreaksNoPromise() {
        assertThat(trial.complaints()).as("seed %d\n%s", seed, report.text()).isEmpty();
        assertThat(report.figures().ends()).containsKeys("done", "dead");
        assertThat(report.faults()).hasSize(FAULTS);
    }

    @Test
    void anEndThatWasLostWouldHaveBeenFound() {
        List<String> complaints = judged(Event.Terminal.class::isInstance, _ -> Optional.empty());

        assertThat(complaints).anyMatch(line -> line.startsWith("S1 "));
    }

    @Test
    void aRetryThatCameTooEarlyWouldHaveBeenFound() {
        List<String> complaints =
                judged(
                        one ->
                                one instanceof Event.AttemptStarted started
                                        && started.type().equals(Installation.FLAKY)
                                        && started.attempt() > 1,
                        TortureTest::earlier);

        assertThat(complaints).anyMatch(line -> line.startsWith("S9 "));
    }

    @Test
    void aCommitThatPassedWhatCameOffTheLadderWouldHaveBeenFound() {
        List<String> complaints =
                judged(
                        one ->
                                one instanceof Event.Committed commit
                                        && commit.partition().startsWith("express"),
                        one -> {
                            Event.Committed commit = (Event.Committed) one;
                            return Optional.of(
                                    new Event.Committed(commit.partition(), commit.offset() + 3));
                        });

        assertThat(complaints).anyMatch(line -> line.startsWith("S10 "));
    }

    /// What the guarantees say of the history with some events changed or dropped.
    private List<String> judged(Predicate<Event> which, Function<Event, Optional<Event>> changed) {
        History spoiled = new History();
        for (Event event : trial.history().events()) {
            Optional<Event> now = which.test(event) ? changed.apply(event) : Optional.of(event);
            now.ifPresent(spoiled::add);
        }
        return Judges.complaintsWithLadder(spoiled);
    }

    private static Optional<Event> earlier(Event event) {
        Event.AttemptStarted started = (Event.AttemptStarted) event;
        return Optional.of(
                new Event.AttemptStarted(
                        started.job(),
                        started.generation(),
                        started.attempt(),
                        started.fence(),
                        started.worker(),
                        started.submission(),
                        started.type(),
                        started.payload(),
                        started.at() - MINUTE));
    }
}
