package dev.towpath.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.broker.LoopbackPort;
import dev.towpath.broker.SharedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicsCommandTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir Path folder;
    private final String prefix = "topics" + COUNT.incrementAndGet() + ".";
    private Path yaml = Path.of("");

    @BeforeEach
    void configure() throws Exception {
        yaml = folder.resolve("towpath.yaml");
        configure("7d", SharedBroker.get().bootstrap());
    }

    @Test
    void applyCreatesWhatIsMissingAndIsSafeToRunAgain() {
        assertThat(topics("check").status()).isEqualTo(1);
        assertThat(topics("check").err()).startsWith("TP-2003 4 of 4 topics are missing");

        Ran first = topics("apply");
        assertThat(first.err()).isEmpty();
        assertThat(first.status()).isZero();
        assertThat(first.out())
                .containsPattern("topics\\d+\\.jobs\\.default +2 +1 +jobs as they came +good\n")
                .containsPattern("topics\\d+\\.ledger\\.default +2 +1 +what became of them +good\n")
                .containsPattern("topics\\d+\\.dead\\.default +2 +1 +dead letters +good\n")
                .containsPattern("topics\\d+\\.control +1 +1 +payload schemas +good\n")
                .endsWith("The bill: 4 topics, 7 partitions, 7 with their copies.\n");

        assertThat(topics("apply").out()).isEqualTo(first.out());
        assertThat(topics("check").status()).isZero();
        assertThat(topics("list").out()).isEqualTo(first.out());
    }

    @Test
    void applySetsWhatWasChangedByHand() throws Exception {
        topics("apply");
        set(prefix + "ledger.default", "cleanup.policy", "delete");
        set(prefix + "jobs.default", "retention.ms", "1000");

        Ran check = topics("check");
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out())
                .contains("cleanup.policy is delete, expected compact,delete")
                .contains("retention.ms is 1000, expected 604800000");
        assertThat(check.err().replaceAll("\\s+", " "))
                .startsWith("TP-2004 2 of 4 topics are missing or not what the configuration says");

        assertThat(topics("apply").status()).isZero();
        assertThat(topics("check").status()).isZero();
    }

    @Test
    void applyLowersRetentionOnlyWhenToldTo() throws Exception {
        topics("apply");
        configure("1d", SharedBroker.get().bootstrap());
        Ran refused = topics("apply");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith(
                        "TP-2004 the topics cannot be made what the configuration says; nothing")
                .contains(
                        prefix
                                + "jobs.default: retention.ms is 604800000, expected 86400000."
                                + " Lowering it deletes records at once");
        assertThat(topics("apply", "--shorten").status()).isZero();
        assertThat(topics("check").status()).isZero();
    }

    @Test
    void applyRefusesToTouchAnythingWhenAQueueHasOtherPartitions() throws Exception {
        topics("apply");
        set(prefix + "jobs.default", "retention.ms", "1000");
        try (Admin admin = admin(SharedBroker.get())) {
            admin.createPartitions(Map.of(prefix + "jobs.default", NewPartitions.increaseTo(3)))
                    .all()
                    .get(30, SECONDS);
        }
        Ran ran = topics("apply");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains(prefix + "jobs.default: partitions is 3, expected 2.")
                .contains("job ids and groups name their partition: say 3 in the configuration");
        assertThat(topics("list").out()).contains("retention.ms is 1000");
    }

    @Test
    void aKafkaThatIsNotThereIsNamed() throws Exception {
        String nobody = "127.0.0.1:" + LoopbackPort.free();
        configure("7d", nobody);
        Ran ran = topics("list");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err().replaceAll("\\s+", " "))
                .startsWith("TP-2002 the topic ")
                .contains("Kafka does not answer at " + nobody + ". Start it, or correct");
    }

    private Ran topics(String command, String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(
                new String[] {"topics", command, "--config", yaml.toString()}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return Ran.towpath(args);
    }

    private void configure(String retention, String bootstrap) throws Exception {
        Files.writeString(
                yaml,
                "prefix: "
                        + prefix
                        + "\nsecret: 0123456789abcdef\nkafka: {bootstrap: '"
                        + bootstrap
                        + "'}\nqueues: {default: {partitions: 2, replication: 1, retention: "
                        + retention
                        + "}}\n");
    }

    private static void set(String topic, String setting, String value) throws Exception {
        try (Admin admin = admin(SharedBroker.get())) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            AlterConfigOp set =
                    new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get(30, SECONDS);
        }
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }
}
