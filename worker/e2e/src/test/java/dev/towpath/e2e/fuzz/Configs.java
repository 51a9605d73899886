package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.ConfigException;
import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.EffectiveConfig;
import dev.towpath.schemas.config.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Any bytes as towpath.yaml: read, or refused with problems that say where, and no secret is told.
final class Configs {
    private static final String SECRET = "canary7f3a9c1e5b2d8046canary";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("TOWPATH_SECRET", SECRET, "SITE_KEY", "ab".repeat(32));

    private Configs() {}

    static boolean config(byte[] input) throws IOException {
        Path file =
                Path.of(
                        System.getProperty("java.io.tmpdir", "."),
                        "config-" + ProcessHandle.current().pid() + ".yaml");
        Files.write(file, input);
        try {
            EffectiveConfig config =
                    ConfigReader.readEffective(file, ENVIRONMENT, SchemaCheck.FILE_IS_THERE);
            assertThat(config.text() + config.json() + config).doesNotContain(SECRET);
            return true;
        } catch (ConfigException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(
                            problem -> {
                                assertThat(problem.where()).isNotBlank().isNotEqualTo("default");
                                assertThat(problem.expected()).isNotBlank();
                                assertThat(problem.got()).isNotBlank();
                            });
            assertThat(e.getMessage()).doesNotContain(SECRET);
            return false;
        } finally {
            Files.delete(file);
        }
    }
}
