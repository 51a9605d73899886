package dev.towpath.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.doctor.Finding.Severity;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said of a cluster that has not switched a feature on. One that cannot is older than what
/// the tests can start.
class BrokersTest {
    @Test
    void aClusterOfNowIsFine() {
        assertThat(judge(GroupProtocol.AUTO, 1, 2)).isEmpty();
    }

    @Test
    void withoutTheNewRebalanceProtocolWorkersUseTheOldOne() {
        List<Finding> found = judge(GroupProtocol.AUTO, 0, 2);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().severity()).isEqualTo(Severity.WARNS);
        assertThat(found.getFirst().mend())
                .isEqualTo(
                        "kafka-features.sh --bootstrap-server 127.0.0.1:1 upgrade --feature"
                                + " group.version=1");
        assertThat(judge(GroupProtocol.CLASSIC, 0, 2)).isEmpty();
    }

    @Test
    void withoutTheProtocolThatTheConfigurationWantsNoWorkerJoins() {
        List<Finding> found = judge(GroupProtocol.CONSUMER, 0, 2);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().severity()).isEqualTo(Severity.STALLS);
        assertThat(found.getFirst().got()).isEqualTo("0; no worker can join its group");
    }

    @Test
    void theFirstTransactionProtocolLeavesTransactionsHanging() {
        List<Finding> found = judge(GroupProtocol.AUTO, 1, 1);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().severity()).isEqualTo(Severity.WARNS);
        assertThat(found.getFirst().expected())
                .isEqualTo("transaction.version of at least 2 (KIP-890)");
    }

    private static List<Finding> judge(GroupProtocol protocol, int groups, int transactions) {
        TowpathConfig config =
                new TowpathConfig(
                        "b.",
                        new Secret("0123456789abcdef"),
                        new KafkaConfig("127.0.0.1:1", protocol, Map.of()),
                        Path.of("schemas"),
                        Map.of("default", QueueConfig.defaults()),
                        Map.of(TowpathConfig.ANY_TYPE, TypeConfig.defaults()),
                        Map.of(),
                        GatewayConfig.defaults(),
                        WorkerConfig.defaults());
        try (Site site =
                new Site(
                        config,
                        InstantSource.system(),
                        TopicReader.Watch.NONE,
                        Duration.ofSeconds(1))) {
            return new Brokers(site)
                    .judge(
                            Map.of(
                                    "group.version",
                                    (short) groups,
                                    "transaction.version",
                                    (short) transactions));
        }
    }
}
