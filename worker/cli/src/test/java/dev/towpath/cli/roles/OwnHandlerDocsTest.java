package dev.towpath.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.worker.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The steps of "One from nothing" in docs/handlers.md, with the libraries of this test in the
/// place of the distribution's.
final class OwnHandlerDocsTest {
    @TempDir Path folder;

    @Test
    void theHandlerOfThePageIsCompiledFoundAndTakesItsType() throws Exception {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("towpath.root")));
        String page = Files.readString(root.resolve("docs/handlers.md"));
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("src/SiteJobs.java"), block(page, "java"));
        Files.writeString(
                folder.resolve("towpath.yaml"), "secret: 0123456789abcdef\n" + block(page, "yaml"));

        String steps =
                block(page, "sh")
                        .replace(
                                "javac",
                                Path.of(System.getProperty("java.home"), "bin", "javac").toString())
                        .replace(
                                "worker/cli/target/towpath/lib/*",
                                System.getProperty("java.class.path"));
        Process shell =
                new ProcessBuilder("sh", "-e", "-c", steps)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertThat(shell.waitFor()).isZero();

        TowpathConfig config = ConfigReader.read(folder.resolve("towpath.yaml"), Map.of());
        assertThat(
                        HandlerSets.of(config)
                                .addTo(Worker.builder(config), config, new SimpleMeterRegistry()))
                .isEmpty();
    }

    /// The first block of a language.
    private static String block(String page, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).as("a block of " + language).isTrue();
        return block.group(1);
    }
}
