package dev.towpath.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.SharedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicsCommandTest {
    @TempDir Path folder;

    @Test
    void makesWhatIsMissingPrintsTheBillAndFindsWhatWasChangedByHand() throws Exception {
        Ran missing = topics("check");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.out()).contains("unsafe    shop.jobs.default topic: expected");
        assertThat(missing.err().replaceAll("\\s+", " "))
                .startsWith("TP-2004 with these topics as they are, jobs are lost")
                .contains("shop.jobs.default");
        assertThat(topics("list").out())
                .containsPattern("shop\\.jobs\\.default +2 +1 +missing\n")
                .endsWith("The bill: 0 partitions, copies counted.\n");

        Ran made = topics("apply");
        assertThat(made.err()).isEmpty();
        assertThat(made.status()).isZero();
        assertThat(made.out())
                .containsPattern("shop\\.jobs\\.default +made with 2 partitions")
                .endsWith("The bill: 35 partitions, copies counted.\n");
        assertThat(topics("apply").out())
                .startsWith("Nothing to change: all topics are as planned");
        assertThat(topics("check").out()).endsWith("Nothing here loses jobs.\n");
        assertThat(topics("list").out())
                .containsPattern("shop\\.ledger\\.default +2 +1 +compact,delete +14d\n");

        keepRecordsFor("1000");
        Ran changed = topics("check");
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out())
                .contains("unsafe    shop.jobs.default retention.ms: expected at least 7d, got 1s");
        assertThat(topics("apply").status()).isZero();
        assertThat(topics("check").status()).isZero();
    }

    private Ran topics(String command) throws Exception {
        Path yaml = folder.resolve("towpath.yaml");
        Files.writeString(
                yaml,
                "prefix: shop.\nsecret: 0123456789abcdef\nkafka: {bootstrap: '"
                        + SharedBroker.get().bootstrap()
                        + "'}\nqueues: {default: {partitions: 2, replication: 1}}\n");
        return Ran.towpath("topics", command, "--config", yaml.toString());
    }

    private static void keepRecordsFor(String millis) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", SharedBroker.get().bootstrap());
        try (Admin admin = Admin.create(kafka)) {
            ConfigResource topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, "shop.jobs.default");
            AlterConfigOp set =
                    new AlterConfigOp(
                            new ConfigEntry("retention.ms", millis), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get(30, SECONDS);
        }
    }
}
