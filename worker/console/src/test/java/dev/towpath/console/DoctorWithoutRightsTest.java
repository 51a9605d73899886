package dev.towpath.console;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.console.doctor.Doctor;
import dev.towpath.console.doctor.Finding;
import dev.towpath.console.doctor.Finding.Severity;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that does not let everybody do everything.
class DoctorWithoutRightsTest {
    @TempDir private Path folder;

    @Test
    void aRightThatIsMissingIsNamedWithTheCommandThatGivesIt() throws Exception {
        try (EmbeddedBroker broker =
                        EmbeddedBroker.builder(folder.resolve("broker"))
                                .properties(
                                        Map.of(
                                                "authorizer.class.name",
                                                "org.apache.kafka.metadata.authorizer"
                                                        + ".StandardAuthorizer",
                                                "allow.everyone.if.no.acl.found",
                                                "true"))
                                .quickStart()
                                .start();
                Installation installation = new Installation(broker.bootstrap())) {
            TowpathConfig config = installation.config;
            String presence = config.topicNames().presence();
            allow(
                    broker,
                    presence,
                    AclOperation.READ,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS);
            List<Finding> findings =
                    new Doctor(config, InstantSource.system(), TopicReader.Watch.NONE)
                            .examine()
                            .findings();
            assertThat(findings)
                    .extracting(Finding::subject)
                    .containsExactly("topic " + presence, "clock", "handlers and versions");
            assertThat(findings.getFirst())
                    .isEqualTo(
                            new Finding(
                                    Severity.STALLS,
                                    "topic " + presence,
                                    "the right to Read, Write, Describe",
                                    "Read, Describe, DescribeConfigs",
                                    "kafka-acls.sh --bootstrap-server "
                                            + broker.bootstrap()
                                            + " --add --allow-principal User:NAME --operation"
                                            + " Write --topic "
                                            + config.prefix()
                                            + " --resource-pattern-type prefixed"));
            assertThat(findings.subList(1, 3))
                    .allMatch(one -> one.severity() == Severity.UNKNOWN)
                    .allMatch(one -> one.got().startsWith("TP-2007 Kafka at"));
        }
    }

    private static void allow(EmbeddedBroker broker, String topic, AclOperation... operations)
            throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createAcls(
                            Stream.of(operations)
                                    .map(
                                            one ->
                                                    new AclBinding(
                                                            new ResourcePattern(
                                                                    ResourceType.TOPIC,
                                                                    topic,
                                                                    PatternType.LITERAL),
                                                            new AccessControlEntry(
                                                                    "User:ANONYMOUS",
                                                                    "*",
                                                                    one,
                                                                    AclPermissionType.ALLOW)))
                                    .toList())
                    .all()
                    .get(30, SECONDS);
        }
    }
}
