package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Random damage to a good file: it is read, or refused with problems that say where.
@Execution(ExecutionMode.CONCURRENT)
class ConfigFuzzTest {
    private static final String CANARY = "canary7f3a9c1e5b2d8046canary";
    private static final String SIGNS =
            " \t\n:{}[],#&*!|>'\"%@`-?~$\\.0123456789abcxyzAZ\u0000\u00e9";
    private static final List<String> VALUES =
            List.of(
                    "",
                    "~",
                    "true",
                    "0",
                    "-1",
                    "1e9",
                    "99999999999999999999",
                    "0x1F",
                    ".nan",
                    "10s",
                    "10",
                    "1MB",
                    "1KiB",
                    "[]",
                    "{}",
                    "[a, [b]]",
                    "{a: {b: c}}",
                    "${HOME",
                    "${NONE}",
                    "${SITE_KEY}",
                    "$${",
                    "*x",
                    "&x y",
                    "!t z",
                    "\"\\q\"",
                    "'",
                    "|\n  text",
                    "<<: {a: b}",
                    "? x",
                    "\uD83D\uDEB2",
                    "default",
                    "group",
                    "avro",
                    "a".repeat(5000));
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(ConfigSchema.json());

    @TempDir Path folder;

    @BeforeEach
    void theSchemaOfTheGoodFileIsThere() throws IOException {
        Files.createDirectories(folder.resolve("avro"));
        Files.writeString(folder.resolve("avro/article.publish.avsc"), "{}");
    }

    @Test
    void damageIsReadOrToldWhere() throws IOException {
        damage(System.nanoTime(), 300);
    }

    @Test
    @Tag("full")
    void muchDamageIsReadOrToldWhere() throws IOException {
        damage(System.nanoTime(), 20_000);
    }

    private void damage(long seed, int rounds) throws IOException {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path file = folder.resolve("towpath.yaml");
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            String yaml = ConfigReaderTest.FULL;
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                yaml = damaged(yaml, random);
            }
            byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
            yaml = new String(bytes, StandardCharsets.UTF_8); // half a surrogate pair is now a '?'
            Files.write(file, bytes);
            if (!readOrTold(file, yaml, environment(random))) {
                refused++;
            }
        }
        assertThat(refused).isBetween(rounds / 4, rounds * 19 / 20);
    }

    /// Whether the file was read.
    private static boolean readOrTold(Path file, String yaml, Map<String, String> environment) {
        try {
            EffectiveConfig effective =
                    ConfigReader.readEffective(file, environment, SchemaCheck.FILE_IS_THERE);
            assertThat(effective.text() + effective.json() + effective).doesNotContain(CANARY);
            JsonNode json = YAML.readTree(yaml);
            assertThat(json.isMissingNode() ? List.of() : SCHEMA.validate(json)).as(yaml).isEmpty();
            return true;
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.problems())
                    .allSatisfy(
                            problem -> {
                                assertThat(problem.where()).isNotBlank().isNotEqualTo("default");
                                assertThat(problem.expected()).isNotBlank();
                                assertThat(problem.got()).isNotBlank();
                            });
            assertThat(e.getMessage()).doesNotContain(CANARY);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("neither read nor told:\n" + yaml, e);
        }
    }

    private static Map<String, String> environment(Random random) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TOWPATH_SECRET", CANARY);
        environment.put("SITE_KEY", "ab".repeat(32));
        if (random.nextInt(4) == 0) {
            Key key = ConfigKeys.list().get(random.nextInt(ConfigKeys.list().size()));
            String variable = key.variable().replaceAll("<[A-Z]+>", "DEFAULT");
            environment.put(variable, pick(VALUES, random));
        }
        return environment;
    }

    private static String damaged(String yaml, Random random) {
        List<String> lines = new ArrayList<>(List.of(yaml.split("\n", -1)));
        int line = random.nextInt(lines.size());
        int at = random.nextInt(yaml.length() + 1);
        return switch (random.nextInt(9)) {
            case 0 -> yaml.substring(0, at) + sign(random) + yaml.substring(at);
            case 1 -> yaml.substring(0, Math.max(0, at - 1)) + yaml.substring(at);
            case 2 -> yaml.substring(0, at);
            case 3 -> {
                lines.remove(line);
                yield String.join("\n", lines);
            }
            case 4 -> {
                lines.add(line, lines.get(random.nextInt(lines.size())));
                yield String.join("\n", lines);
            }
            case 5 -> {
                Collections.swap(lines, line, random.nextInt(lines.size()));
                yield String.join("\n", lines);
            }
            case 6 -> {
                lines.set(line, " ".repeat(random.nextInt(6)) + lines.get(line).strip());
                yield String.join("\n", lines);
            }
            default -> {
                String text = lines.get(line);
                int colon = text.indexOf(": ");
                if (colon > 0) {
                    lines.set(line, text.substring(0, colon + 2) + pick(VALUES, random));
                }
                yield String.join("\n", lines);
            }
        };
    }

    private static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static char sign(Random random) {
        return SIGNS.charAt(random.nextInt(SIGNS.length()));
    }
}
