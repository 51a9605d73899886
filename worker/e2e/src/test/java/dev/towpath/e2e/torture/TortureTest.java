package dev.towpath.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.GroupProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// A short torture: that it runs, and that Towpath stands it.
@Tag("full")
@ResourceLock(Resources.GLOBAL)
class TortureTest {
    private static final int FAULTS = 6;

    @Test
    void aShortTortureBreaksNoPromise() throws Exception {
        long seed = Long.getLong("towpath.seed", System.nanoTime());
        System.out.println("torture: run again with -Dtowpath.seed=" + seed);
        Path folder = Path.of(System.getProperty("towpath.root"), "target", "torture", "short");
        Remains.clear(folder);
        GroupProtocol protocol = seed % 2 == 0 ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;

        try (Torture torture = new Torture(Plan.of(seed, FAULTS), protocol, folder, true)) {
            Trial trial = torture.run(Duration.ofMinutes(3));
            Report report = Report.of(torture, trial);
            Files.writeString(folder.resolve("report.html"), Page.of(report, report.text()));

            assertThat(trial.complaints()).as("seed %d\n%s", seed, report.text()).isEmpty();
            assertThat(report.figures().ends()).containsKeys("done", "dead");
            assertThat(report.faults()).hasSize(FAULTS);
        }
    }
}
