package dev.towpath.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.broker.LoopbackPort;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example site beside the rest, as somebody with a browser sees it.
@Timeout(900)
@Tag("full")
final class SiteTest {
    private static final Path EXAMPLE =
            Path.of(Objects.requireNonNull(System.getProperty("towpath.root")))
                    .resolve("producer/typescript/example");

    @TempDir Path folder;

    @Test
    void aBrowserPublishesAndSeesAnImportMoveAndMendsWhatItRefused() throws Exception {
        String chromium = chromium();
        int port = LoopbackPort.free();
        List<String> options = new ArrayList<>(List.of(RunningDev.freePorts()));
        options.addAll(List.of("--site", "--site-port=" + port));
        String[] args = options.toArray(String[]::new);
        ProcessHandle site;
        try (RunningDev dev = RunningDev.start(folder, args)) {
            dev.await("  site     built in ");
            dev.awaitScreen();
            assertThat(dev.text()).contains("site     http://127.0.0.1:" + port);
            site = dev.role("site");

            assertThat(run(chromium, "node", "test/browser.mjs", "http://127.0.0.1:" + port))
                    .containsExactly(
                            "signed in: Signed in as grace",
                            "article: Levels of a lock",
                            "mail: seen",
                            "list: seen",
                            "search: seen",
                            "progress moved: true and ended at 100 %",
                            "refused: 4",
                            "why: the link of api.HTMLFieldSetElement.elements is"
                                    + " 'htps:/developer.mozilla.org/docs/Web/API/HTMLFieldSetElement/elements',"
                                    + " expected one that begins with https://",
                            "failed left: 3",
                            "mended: done",
                            "imported: Reference, 173 features",
                            "signed out: Sign in",
                            "complaints: []");
            // What the server has to complain about, it says there.
            assertThat(Files.readString(folder.resolve(".towpath/logs/site.log")))
                    .doesNotContain("TP-", "Error");

            dev.stop();
            assertThat(dev.text())
                    .containsPattern(
                            "worker +stopped in(?s:.*)site +stopped in(?s:.*)gateway +stop");
        }
        assertThat(site.isAlive()).isFalse();
    }

    @Test
    void theHandlersPassTheirOwnTests() throws Exception {
        String chromium = chromium();
        new ExampleSite(
                        System.getProperty("towpath.root"),
                        new NodeTools(Objects.requireNonNull(System.getenv("PATH"))))
                .build(folder.resolve("log"), step -> {});
        assertThat(run(chromium, "npm", "test")).anyMatch(line -> line.matches(".*\\bfail 0"));
    }

    private List<String> run(String chromium, String... command) throws Exception {
        Path errors = folder.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(EXAMPLE.toFile())
                        .redirectError(errors.toFile());
        builder.environment().put("CHROMIUM", chromium);
        Process process = builder.start();
        List<String> lines = process.inputReader(UTF_8).readAllLines();
        assertThat(process.waitFor()).as("%s\n%s", lines, Files.readString(errors)).isZero();
        return lines;
    }

    /// The browser; the test is left out where there is none or no Node, unless
    /// `TOWPATH_NODE=required`.
    private static String chromium() {
        String named = System.getenv("CHROMIUM");
        String found = named == null ? onPath("chromium") : named;
        boolean required = "required".equals(System.getenv("TOWPATH_NODE"));
        String missing =
                onPath("node").isEmpty()
                        ? "expected Node 20.9 or newer on the PATH, got none"
                        : found.isEmpty()
                                ? "expected chromium on the PATH or named by CHROMIUM, got none"
                                : "";
        if (required) {
            assertThat(missing).as("TOWPATH_NODE=required asks for this test").isEmpty();
        }
        assumeTrue(missing.isEmpty(), () -> "left out: " + missing);
        return found;
    }

    private static String onPath(String program) {
        return Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator, -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }
}
