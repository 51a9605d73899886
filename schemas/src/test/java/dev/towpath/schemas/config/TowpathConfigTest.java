package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TowpathConfigTest {
    private static final String CANARY = "canary-0123456789-canary";

    @Test
    void aNamedTypeAnswersItsOwnValues() {
        TypeConfig article = type("default", false);

        assertThat(
                        config(Map.of("*", type("default", false), "article.publish", article))
                                .type("article.publish"))
                .containsSame(article);
    }

    @Test
    void anUnknownTypeAnswersNothing() {
        assertThat(config(Map.of("*", type("default", false))).type("article.publish")).isEmpty();
    }

    @Test
    void anUnknownTypeAnswersTheStarWhenTheStarAllowsIt() {
        TypeConfig any = type("default", true);

        assertThat(config(Map.of("*", any)).type("article.publish")).containsSame(any);
    }

    @Test
    void theStarIsNoTypeAndNeitherIsANameThatNoFileCouldHave() {
        TowpathConfig config = config(Map.of("*", type("default", true)));

        assertThat(config.type("*")).isEmpty();
        assertThat(config.type("../etc")).isEmpty();
        assertThat(config.type("")).isEmpty();
    }

    @Test
    void aTypeOfAQueueThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> config(Map.of("*", type("mail", false))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the queue of type * to be one of [default], got mail");
    }

    @Test
    void aClientIsAllowedWhatItNamesOrEverythingByAStar() {
        ClientConfig named =
                new ClientConfig(
                        List.of(), Set.of(Scope.SUBMIT), Set.of("default"), Set.of("a", "b"));
        ClientConfig all =
                new ClientConfig(List.of(), Set.of(Scope.SUBMIT), Set.of("*"), Set.of("*"));

        assertThat(named.allowsQueue("default")).isTrue();
        assertThat(named.allowsQueue("mail")).isFalse();
        assertThat(named.allowsType("b")).isTrue();
        assertThat(named.allowsType("c")).isFalse();
        assertThat(all.allowsQueue("mail")).isTrue();
        assertThat(all.allowsType("c")).isTrue();
    }

    @Test
    void attemptsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> RetryConfig.of(0))
                .hasMessage(
                        "expected types.<type>.attempts to be a whole number from 1 to 1000, got 0");
    }

    @Test
    void noSecretIsInAnyToString() {
        TowpathConfig config = config(Map.of("*", type("default", false)));

        assertThat(config.toString()).doesNotContain(CANARY).contains("sasl.jaas.config", "***");
    }

    @Test
    void secretsAreTakenOutOfWhatKafkasClientSays() {
        KafkaConfig kafka =
                new KafkaConfig(
                        "127.0.0.1:9092",
                        GroupProtocol.AUTO,
                        Map.of("sasl.jaas.config", CANARY, "sasl.mechanism", "PLAIN"));

        assertThat(kafka.withoutSecrets("PLAIN with " + CANARY + " failed"))
                .isEqualTo("PLAIN with *** failed");
    }

    private static TypeConfig type(String queue, boolean allowUnknown) {
        return new TypeConfig(
                queue,
                PayloadKind.JSON,
                Order.NONE,
                RetryConfig.defaults(),
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                200,
                allowUnknown);
    }

    private static TowpathConfig config(Map<String, TypeConfig> types) {
        return new TowpathConfig(
                "towpath.",
                new Secret(CANARY),
                new KafkaConfig(
                        "127.0.0.1:9092", GroupProtocol.AUTO, Map.of("sasl.jaas.config", CANARY)),
                Path.of("schemas"),
                Map.of("default", QueueConfig.defaults()),
                new LinkedHashMap<>(types),
                Map.of(),
                GatewayConfig.defaults(),
                WorkerConfig.defaults());
    }
}
