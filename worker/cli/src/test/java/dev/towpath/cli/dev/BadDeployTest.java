package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.cli.dev.RunningDev.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The story of docs/dead-letters.md, with real processes.
@Timeout(400)
@Tag("full")
final class BadDeployTest {
    @TempDir Path folder;

    @Test
    void theDemoSaysWhatTheGuideQuotesAndMayBeRunAgain() throws Exception {
        List<String> quoted = stable(guide());
        assertThat(quoted).hasSizeGreaterThan(30);
        try (RunningDev _ = RunningDev.start(folder, RunningDev.freePorts()).awaitScreen()) {
            for (int time = 0; time < 2; time++) {
                Said said = RunningDev.towpath(folder, "demo", "bad-deploy");
                assertThat(stable(said.text())).isEqualTo(quoted);
                assertThat(said.status()).isZero();
            }
        }
    }

    private static String guide() throws Exception {
        Path file = Path.of(System.getProperty("towpath.root"), "docs", "dead-letters.md");
        String text = Files.readString(file);
        int from = text.indexOf("```text\n") + "```text\n".length();
        return text.substring(from, text.indexOf("```", from));
    }

    /// The lines without what differs each time: ids, times, where lines break because of them, and
    /// the progress.
    private static List<String> stable(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("[") && !line.startsWith("Reading "))
                .filter(line -> !line.isBlank())
                .map(
                        line ->
                                line.replaceAll("dpl-\\w+-", "dpl-RUN-")
                                        .replaceAll("[0-9a-f]{12} ", "CAUSE ")
                                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z", "TIME")
                                        .replaceAll("_\\d_\\w{26}", "_ID")
                                        .replaceAll("[\\d.]+ s, plan [\\w-]+", "N s, plan PLAN"))
                .toList();
    }
}
