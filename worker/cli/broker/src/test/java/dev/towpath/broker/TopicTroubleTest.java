package dev.towpath.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.provision.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What `towpath topics` says when Kafka does not do as it is asked.
class TopicTroubleTest {
    private final InstallationTopics installation = new InstallationTopics();

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void moreCopiesThanBrokersAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> installation.apply(QueueConfig.defaults()))
                .hasFieldOrPropertyWithValue("code", ErrorCode.TOPIC_REFUSED)
                .hasMessageStartingWith(
                        "Kafka at "
                                + installation.bootstrap
                                + " was asked to make the topic "
                                + installation.prefix
                                + "express.default: ")
                .hasMessageEndingWith(
                        ". Say as many copies under queues.<queue>.replication as there are"
                                + " brokers, 1 for one machine, or add brokers; then run this"
                                + " again.");
        assertThat(installation.topics()).isEmpty();
    }

    @Test
    void aBrokerThatIsNotThereIsToldWithItsAddress() throws Exception {
        int port = LoopbackPort.free();
        KafkaConfig nobody = new KafkaConfig("127.0.0.1:" + port, GroupProtocol.AUTO, Map.of());

        try (TopicAdmin topics =
                new TopicAdmin(
                        installation.plan(Map.of("default", InstallationTopics.QUEUE)),
                        nobody,
                        Duration.ofSeconds(2))) {
            assertThatThrownBy(topics::apply)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.KAFKA_UNAVAILABLE)
                    .hasMessageStartingWith(
                            "Kafka at 127.0.0.1:"
                                    + port
                                    + " was asked for its topics: no answer within 2 s, ")
                    .hasMessageEndingWith(
                            ". Check that the brokers run and that kafka.bootstrap is right. It is"
                                    + " safe to run this again.");
        }
    }

    @Test
    void aClientThatCannotBeMadeIsToldWithoutItsSecrets() {
        KafkaConfig wrong =
                new KafkaConfig(
                        installation.bootstrap,
                        GroupProtocol.AUTO,
                        Map.of(
                                "security.protocol", "SASL_PLAINTEXT",
                                "sasl.mechanism", "PLAIN",
                                "sasl.jaas.config", "canary7f3a9c1e5b2d8046canary"));

        assertThatThrownBy(
                        () ->
                                new TopicAdmin(
                                        installation.plan(
                                                Map.of("default", InstallationTopics.QUEUE)),
                                        wrong,
                                        Duration.ofSeconds(2)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.KAFKA_REFUSED)
                .hasMessageStartingWith(
                        "Kafka's client cannot be made for " + installation.bootstrap + ": ")
                .hasMessageEndingWith(
                        ". Nothing was changed. Check kafka.bootstrap and kafka.properties.")
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    @Tag("full")
    void anAccountThatMayNotIsToldWhatItNeeds() throws Exception {
        try (EmbeddedBroker guarded = guarded();
                Admin owner = Admin.create(Map.of("bootstrap.servers", guarded.bootstrap()))) {
            owner.createAcls(
                            List.of(
                                    new AclBinding(
                                            new ResourcePattern(
                                                    ResourceType.TOPIC,
                                                    installation.prefix,
                                                    PatternType.PREFIXED),
                                            new AccessControlEntry(
                                                    "User:*",
                                                    "*",
                                                    AclOperation.DESCRIBE_CONFIGS,
                                                    AclPermissionType.DENY))))
                    .all()
                    .get();
            KafkaConfig kafka = new KafkaConfig(guarded.bootstrap(), GroupProtocol.AUTO, Map.of());

            try (TopicAdmin topics =
                    new TopicAdmin(
                            installation.plan(Map.of("default", InstallationTopics.QUEUE)),
                            kafka,
                            Duration.ofSeconds(10))) {
                assertThatThrownBy(topics::apply)
                        .hasFieldOrPropertyWithValue("code", ErrorCode.KAFKA_REFUSED)
                        .hasMessageContaining("it does not allow this account to do so, ")
                        .hasMessageEndingWith(
                                ". The account of towpath topics needs Describe, DescribeConfigs,"
                                        + " Create and AlterConfigs on topics with the"
                                        + " installation's prefix, and Describe and Read on its"
                                        + " group. What was done before stays; it is safe to run"
                                        + " this again.");
            }
        }
    }

    private static EmbeddedBroker guarded() {
        Map<String, String> properties = new HashMap<>(BrokerSettings.forTests());
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("allow.everyone.if.no.acl.found", "true");
        return EmbeddedBroker.builder(
                        Path.of(System.getProperty("java.io.tmpdir"), "t" + UUID.randomUUID()))
                .properties(properties)
                .quickStart()
                .start();
    }
}
