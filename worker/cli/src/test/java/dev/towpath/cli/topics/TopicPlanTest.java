package dev.towpath.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.TowpathConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicPlanTest {
    @TempDir Path folder;

    @Test
    void eachQueueHasThreeTopicsAndTheInstallationOneMore() throws Exception {
        assertThat(plan("queues: {default: {}, mail: {partitions: 2}}").keySet())
                .containsExactlyInAnyOrder(
                        "towpath.jobs.default",
                        "towpath.ledger.default",
                        "towpath.dead.default",
                        "towpath.jobs.mail",
                        "towpath.ledger.mail",
                        "towpath.dead.mail",
                        "towpath.control");
    }

    @Test
    void theLedgerHasTheJobsPartitionsAndIsCompactedByTheTimeOfTheBroker() throws Exception {
        Map<String, TopicSpec> plan = plan("queues: {default: {partitions: 5}}");
        TopicSpec ledger = spec(plan, "towpath.ledger.default");
        assertThat(ledger.partitions())
                .isEqualTo(spec(plan, "towpath.jobs.default").partitions())
                .isEqualTo(5);
        assertThat(ledger.settings())
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("retention.ms", Long.toString(14L * 24 * 3600 * 1000));
    }

    @Test
    void aDeadLetterFitsThatHoldsTheLargestJob() throws Exception {
        Map<String, TopicSpec> plan =
                plan("gateway: {maxPayload: 4MiB, maxLine: 5MiB, maxBody: 5MiB}");
        long jobs = bytes(spec(plan, "towpath.jobs.default"));
        assertThat(jobs).isGreaterThan(4L << 20);
        assertThat(bytes(spec(plan, "towpath.dead.default"))).isGreaterThan(jobs);
    }

    @Test
    void threeCopiesNeedTwoInSyncAndOneNeedsOne() throws Exception {
        assertThat(spec(plan(""), "towpath.jobs.default").settings())
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("unclean.leader.election.enable", "false");
        assertThat(spec(plan("queues: {default: {replication: 1}}"), "towpath.control").settings())
                .containsEntry("min.insync.replicas", "1");
    }

    private Map<String, TopicSpec> plan(String yaml) throws Exception {
        Path file = folder.resolve("towpath.yaml");
        Files.writeString(file, "secret: 0123456789abcdef\n" + yaml + "\n");
        TowpathConfig config = ConfigReader.read(file, Map.of());
        List<TopicSpec> plan = TopicPlan.of(config);
        return plan.stream().collect(Collectors.toMap(TopicSpec::name, Function.identity()));
    }

    private static TopicSpec spec(Map<String, TopicSpec> plan, String name) {
        return java.util.Objects.requireNonNull(plan.get(name));
    }

    private static long bytes(TopicSpec spec) {
        return Long.parseLong(
                java.util.Objects.requireNonNull(spec.settings().get("max.message.bytes")));
    }
}
