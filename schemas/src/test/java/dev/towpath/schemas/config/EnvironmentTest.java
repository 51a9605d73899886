package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    @TempDir Path folder;

    @Test
    void everyScalarCanBeOverridden() {
        TowpathConfig config =
                YamlText.in(folder)
                        .with("TOWPATH_PREFIX", "shop.")
                        .with("TOWPATH_KAFKA_BOOTSTRAP", "kafka:9092")
                        .with("TOWPATH_KAFKA_GROUP_PROTOCOL", "classic")
                        .with("TOWPATH_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN")
                        .with("TOWPATH_QUEUES_MAIL_OUT_LEDGER_RETENTION", "20d")
                        .with("TOWPATH_TYPES_ANY_TIMEOUT", "5s")
                        .with("TOWPATH_TYPES_ARTICLE_PUBLISH_MAX_IN_FLIGHT", "3")
                        .with("TOWPATH_CLIENTS_SITE_SCOPES", "read")
                        .with("TOWPATH_GATEWAY_PORT", "9000")
                        .with("TOWPATH_WORKER_HANDLERS", "a.jar, b.jar")
                        .read(
                                """
                                prefix: overridden.
                                queues: {mail-out: {}}
                                types: {article.publish: {}, "*": {queue: mail-out, timeout: 1s}}
                                clients: {site: {}}
                                """);

        assertThat(config.prefix()).isEqualTo("shop.");
        assertThat(config.kafka())
                .isEqualTo(
                        new KafkaConfig(
                                "kafka:9092",
                                GroupProtocol.CLASSIC,
                                Map.of("sasl.mechanism", "PLAIN")));
        assertThat(config.queues().values())
                .extracting(QueueConfig::ledgerRetention)
                .containsExactly(Duration.ofDays(20));
        assertThat(config.type("article.publish"))
                .get()
                .extracting(TypeConfig::timeout, type -> type.limits().maxInFlight())
                .containsExactly(Duration.ofSeconds(5), 3);
        assertThat(config.clients().values())
                .extracting(ClientConfig::scopes)
                .containsExactly(Set.of(Scope.READ));
        assertThat(config.gateway().port()).isEqualTo(9000);
        assertThat(config.worker().handlers())
                .containsExactly(folder.resolve("a.jar"), folder.resolve("b.jar"));
    }

    @Test
    void anEmptyVariableIsAsNone() {
        assertThat(YamlText.in(folder).with("TOWPATH_GATEWAY_PORT", "").read("").gateway().port())
                .isEqualTo(8780);
    }

    @Test
    void anOverrideThatIsNotAllowedIsToldWithItsVariable() {
        assertThat(
                        YamlText.in(folder)
                                .with("TOWPATH_GATEWAY_PORT", "http")
                                .with("TOWPATH_TYPES_ANY_ORDER", "gruop")
                                .with("TOWPATH_CLIENTS_SITE_SCOPES", "submit,raed")
                                .problems("clients: {site: {}}"))
                .containsExactlyInAnyOrder(
                        "environment TOWPATH_GATEWAY_PORT gateway.port: expected a whole number"
                                + " from 0 to 65535, got 'http'",
                        "environment TOWPATH_TYPES_ANY_ORDER types[\"*\"].order: expected one of"
                                + " none, group, strict, got 'gruop'; did you mean 'group'?",
                        "environment TOWPATH_CLIENTS_SITE_SCOPES clients.site.scopes: expected a"
                                + " list, each of it one of submit, read, got 'submit,raed'; did"
                                + " you mean 'read'?");
    }

    @Test
    void aVariableThatIsNearlyOneIsTold() {
        assertThat(
                        YamlText.in(folder)
                                .with("TOWPATH_GATEWAY_PROT", "9000")
                                .with("TOWPATH_WORKER_DRAINTIMEOUT", "1s")
                                .problems(""))
                .containsExactly(
                        "environment TOWPATH_GATEWAY_PROT: expected the variable of a key, got a"
                                + " name that is nearly one; did you mean 'TOWPATH_GATEWAY_PORT',"
                                + " for gateway.port?",
                        "environment TOWPATH_WORKER_DRAINTIMEOUT: expected the variable of a key,"
                                + " got a name that is nearly one; did you mean"
                                + " 'TOWPATH_WORKER_DRAIN_TIMEOUT', for worker.drainTimeout?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TOWPATH_URL",
                "TOWPATH_KEY",
                "TOWPATH_HOME",
                "TOWPATH_JAVA_OPTS",
                "TOWPATH_GATEWAY_URL",
                "TOWPATH_GATEWAY_SERVICE_HOST",
                "TOWPATH_GATEWAY_SERVICE_PORT",
                "TOWPATH_GATEWAY_PORT_8780_TCP",
                "TOWPATH_GATEWAY_PORT_8780_TCP_ADDR"
            })
    void otherVariablesThatBeginLikeOursAreNotOurs(String name) {
        assertThat(YamlText.in(folder).with(name, "anything").problems("")).isEmpty();
    }

    @Test
    void theAddressThatKubernetesSetsForAServiceIsNoOverride() {
        TowpathConfig config =
                YamlText.in(folder)
                        .with("TOWPATH_GATEWAY_PORT", "tcp://10.96.0.17:8780")
                        .with("TOWPATH_WORKER_PORT", "tcp://10.96.0.18:8781")
                        .read("");

        assertThat(config.gateway().port()).isEqualTo(8780);
        assertThat(config.worker().port()).isEqualTo(8781);
    }

    @Test
    void twoKeysWithTheSameVariableCannotBeOverriddenByIt() {
        YamlText yaml = YamlText.in(folder);
        String types = "types: {mail.send: {}, mail-send: {}}";

        assertThat(yaml.problems(types)).isEmpty();
        assertThat(yaml.with("TOWPATH_TYPES_MAIL_SEND_TIMEOUT", "1s").problems(types))
                .containsExactly(
                        "environment TOWPATH_TYPES_MAIL_SEND_TIMEOUT"
                                + " types.mail-send.timeout: expected one key of this name, got"
                                + " two, the other is types[\"mail.send\"].timeout; say the value"
                                + " in the file instead");
    }

    @Test
    void variablesArePutIntoTextsOfAnyKind() {
        TowpathConfig config =
                YamlText.in(folder)
                        .with("ENV", "staging")
                        .with("PORT", "9000")
                        .with("WAIT", "2")
                        .read(
                                """
                                prefix: shop.${ENV}.
                                gateway: {port: "${PORT}", bodyTimeout: "${WAIT}s"}
                                clients: {site: {scopes: ["${SCOPE}"]}}
                                """
                                        .replace("${SCOPE}", "read"));

        assertThat(config.prefix()).isEqualTo("shop.staging.");
        assertThat(config.gateway().port()).isEqualTo(9000);
        assertThat(config.gateway().bodyTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aDoubledDollarStandsForTheSignsThemselves() {
        String secret = "$${not-a-variable}-$-$$-}";

        assertThat(
                        YamlText.in(folder)
                                .with("TOWPATH_SECRET", "")
                                .read("secret: " + secret)
                                .secret())
                .isEqualTo(new Secret("${not-a-variable}-$-$$-}"));
    }

    @Test
    void aVariableThatIsNotSetIsTold() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        """
                                        secret: ${TOWPATH_SECERT}
                                        prefix: ${STAGE}
                                        schemas: ${not closed
                                        """))
                .containsExactly(
                        "towpath.yaml:1 secret: expected the environment variable TOWPATH_SECERT,"
                                + " got none of this name; did you mean 'TOWPATH_SECRET'?",
                        "towpath.yaml:2 prefix: expected the environment variable STAGE, got none"
                                + " of this name; set it and start again",
                        "towpath.yaml:3 schemas: expected ${NAME}, the name of an environment"
                                + " variable, got something else between the braces; for the signs"
                                + " themselves write $${");
    }

    @Test
    void theVariableOfAKeyIsItsPathInCapitals() {
        assertThat(Key.variable(List.of("queues", "mail.out", "ledgerRetention")))
                .isEqualTo("TOWPATH_QUEUES_MAIL_OUT_LEDGER_RETENTION");
        assertThat(Key.variable(List.of("types", "*", "maxInFlight")))
                .isEqualTo("TOWPATH_TYPES_ANY_MAX_IN_FLIGHT");
    }
}
