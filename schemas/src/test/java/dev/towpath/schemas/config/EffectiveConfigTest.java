package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EffectiveConfigTest {
    private static final String YAML =
            """
            prefix: shop.${STAGE}.
            types:
              article.publish: {order: group}
              "*": {timeout: 90s}
            """;

    @TempDir Path folder;

    @Test
    void eachValueIsShownWithWhereItCameFrom() {
        YamlText yaml =
                YamlText.in(folder).with("STAGE", "test").with("TOWPATH_GATEWAY_PORT", "9000");

        assertThat(
                        yaml.effective(YAML)
                                .text()
                                .lines()
                                .map(yaml::plain)
                                .map(EffectiveConfigTest::one))
                .contains(
                        "prefix shop.test. towpath.yaml:1 ${STAGE}",
                        "secret *** environment TOWPATH_SECRET",
                        "kafka.bootstrap 127.0.0.1:9092 default",
                        "queues.default.retention 7d default",
                        "types[\"*\"].timeout 90s towpath.yaml:4",
                        "types[\"article.publish\"].order group towpath.yaml:3",
                        "types[\"article.publish\"].timeout 90s towpath.yaml:4",
                        "gateway.port 9000 environment TOWPATH_GATEWAY_PORT",
                        "gateway.maxPayload 256KiB default",
                        "worker.handlers [] default");
    }

    @Test
    void theColumnsAreAligned() {
        String text = YamlText.in(folder).with("STAGE", "test").effective(YAML).text();

        assertThat(text.lines().filter(line -> line.endsWith(" default")))
                .isNotEmpty()
                .allSatisfy(
                        line ->
                                assertThat(line.lastIndexOf("default"))
                                        .isEqualTo(
                                                text.lines()
                                                        .filter(l -> l.startsWith("worker.port"))
                                                        .findFirst()
                                                        .orElseThrow()
                                                        .lastIndexOf("default")));
    }

    @Test
    void theSameIsThereAsJson() {
        JsonNode json =
                JsonMapper.shared()
                        .readTree(YamlText.in(folder).with("STAGE", "test").effective(YAML).json());

        assertThat(json.get(0))
                .isEqualTo(
                        JsonMapper.shared()
                                .createObjectNode()
                                .put("path", "prefix")
                                .put("value", "shop.test.")
                                .put("origin", folder + "/towpath.yaml:1 ${STAGE}"));
    }

    private static String one(String line) {
        return line.replaceAll(" +", " ");
    }
}
