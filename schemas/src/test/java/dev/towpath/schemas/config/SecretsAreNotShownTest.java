package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsAreNotShownTest {
    /// Long enough for a secret, of letters and digits alone so that no quoting hides it.
    private static final String CANARY = "canary7f3a9c1e5b2d8046canary";

    @TempDir Path folder;

    @Test
    void aGoodConfigurationShowsNone() {
        EffectiveConfig effective =
                new YamlText(folder, Map.of("CANARY", CANARY, "TOWPATH_SECRET", CANARY))
                        .effective(
                                """
                                secret: %s
                                kafka:
                                  properties:
                                    sasl.jaas.config: ${CANARY}
                                    ssl.keystore.password: %s
                                    ssl.truststore.password: ${CANARY}
                                    ssl.key.password: prefix ${CANARY}
                                    sasl.oauthbearer.client.credentials.client.secret: %s
                                targets:
                                  site:
                                    url: https://www.example.org/api/towpath
                                    secret: whsec_%s
                                    previews: [site-*.example.org]
                                    protectionBypass: ${CANARY}
                                """
                                        .formatted(CANARY, CANARY, CANARY, "A".repeat(32)));

        assertThat(effective.config().secret().text()).isEqualTo(CANARY);
        assertThat(effective.config().kafka().properties()).hasSize(5);
        for (String shown :
                List.of(
                        effective.text(),
                        effective.json(),
                        effective.toString(),
                        effective.config().toString(),
                        effective.config().secret().toString())) {
            assertThat(shown).doesNotContain(CANARY).contains("***");
        }
        assertThat(effective.values().toString() + effective.config().kafka())
                .doesNotContain(CANARY);
    }

    @Test
    void aHashIsNotShownEither() {
        String hash = "0123456789abcdef".repeat(4);
        EffectiveConfig effective =
                YamlText.in(folder).effective("clients: {site: {keys: [{sha256: " + hash + "}]}}");

        assertThat(effective.text() + effective.json() + effective).doesNotContain(hash);
    }

    /// Every way found to put a secret where it does not belong, or to say it wrongly.
    static List<String> wrong() {
        return List.of(
                "secret: [CANARY]",
                "secret: {CANARY: x}",
                "secret: {a: CANARY}",
                "secret: *CANARY",
                "secret: &CANARY",
                "secret: !CANARY x",
                "secret: !CANARY!x y",
                "secret: !!binary CANARY",
                "secret: !<CANARY> y",
                "secret: @CANARY",
                "secret: %CANARY",
                "secret: `CANARY",
                "secret: \"CANARY",
                "secret: 'CANARY",
                "secret: \"\\CANARY\"",
                "secret: CANARY: x",
                "secret: x: CANARY",
                "secret: [CANARY",
                "secret: {CANARY",
                "secret: |CANARY",
                "secret: > CANARY",
                "secret: CANARY\n\tx",
                "secret: x\nsecret: CANARY",
                "secret:\n- CANARY\n -b",
                "secret: ${CANARY",
                "secret: ${CANARY }",
                "secert: CANARY",
                "secret\n  CANARY",
                "%CANARY\n---\nsecret: x",
                "---\nsecret: x\n...\nCANARY",
                "CANARY",
                "- CANARY",
                "kafka: CANARY",
                "kafka: {properties: CANARY}",
                "kafka: {properties: [CANARY]}",
                "kafka: {properties: {sasl.jaas.confg: CANARY}}",
                "kafka: {properties: {sasl.jaas.config: [CANARY]}}",
                "kafka: {properties: {sasl.jaas.config: {CANARY: CANARY}}}",
                "kafka: {properties: {ssl.keystore.password: {a: CANARY}}}",
                "kafka: {properties: {password: CANARY}}",
                "clients: CANARY",
                "clients: {site: CANARY}",
                "clients: {site: {keys: CANARY}}",
                "clients: {site: {keys: [CANARY]}}",
                "clients: {site: {keys: [{sha256: CANARY}]}}",
                "clients: {site: {keys: [{sha265: CANARY}]}}",
                "clients: {site: {keys: [{key: CANARY}]}}",
                "clients: {site: {keys: [[CANARY]]}}",
                "clients: {site: {keys: {sha256: CANARY}}}",
                "clients: {site: {keys: {a: {sha256: CANARY}}}}",
                "clients: {site: {secret: CANARY}}",
                "gateway: {secret: CANARY}");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongConfigurationShowsNone(String yaml) {
        Throwable refused =
                catchThrowable(
                        () ->
                                new YamlText(folder, Map.of("TOWPATH_PREFIX", "wrong"))
                                        .read(yaml.replace("CANARY", CANARY)));

        StringWriter shown = new StringWriter();
        refused.printStackTrace(new PrintWriter(shown));
        assertThat(refused).isInstanceOf(ConfigException.class);
        assertThat(shown.toString()).doesNotContain(CANARY).doesNotContain("canary7");
        assertThat(((ConfigException) refused).problems().toString()).doesNotContain(CANARY);
    }

    @Test
    void aSecretOfTheEnvironmentThatIsNotAllowedIsNotShown() {
        Throwable refused =
                catchThrowable(
                        () ->
                                new YamlText(
                                                folder,
                                                Map.of("TOWPATH_SECRET", "canary7", "HASH", CANARY))
                                        .read(
                                                "clients: {site: {keys: [{sha256:"
                                                        + " \"${HASH}\"}]}}"));

        assertThat(refused)
                .hasMessageContaining("got a text of 7 characters")
                .hasMessageContaining("got a text of 28 characters")
                .hasMessageNotContaining("canary7");
    }
}
