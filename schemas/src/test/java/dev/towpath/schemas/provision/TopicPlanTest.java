package dev.towpath.schemas.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.provision.PlannedTopic.Role;
import dev.towpath.schemas.provision.TopicDifference.Severity;
import dev.towpath.schemas.provision.TopicSetting.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {
    @Test
    void aQueueHasJobsExpressLedgerDeadAndHistoryAndTheInstallationRungsPresenceControlAndAudit() {
        TopicPlan plan = plan(Map.of("default", QueueConfig.defaults()));

        assertThat(plan.topics())
                .extracting(PlannedTopic::name, PlannedTopic::role, PlannedTopic::partitions)
                .containsExactly(
                        tuple("towpath.jobs.default", Role.JOBS, 6),
                        tuple("towpath.express.default", Role.EXPRESS, 6),
                        tuple("towpath.ledger.default", Role.LEDGER, 6),
                        tuple("towpath.dead.default", Role.DEAD, 3),
                        tuple("towpath.history.default", Role.HISTORY, 2),
                        tuple("towpath.delay.0s", Role.DELAY, 2),
                        tuple("towpath.delay.4s", Role.DELAY, 2),
                        tuple("towpath.delay.16s", Role.DELAY, 2),
                        tuple("towpath.delay.64s", Role.DELAY, 2),
                        tuple("towpath.delay.256s", Role.DELAY, 2),
                        tuple("towpath.delay.1024s", Role.DELAY, 2),
                        tuple("towpath.delay.4096s", Role.DELAY, 2),
                        tuple("towpath.delay.16384s", Role.DELAY, 2),
                        tuple("towpath.delay.65536s", Role.DELAY, 2),
                        tuple("towpath.delay.262144s", Role.DELAY, 2),
                        tuple("towpath.delay.1048576s", Role.DELAY, 2),
                        tuple("towpath.presence", Role.PRESENCE, 1),
                        tuple("towpath.control", Role.CONTROL, 1),
                        tuple("towpath.audit", Role.AUDIT, 1));
    }

    @Test
    void theBillIsPartitionsTimesCopies() {
        assertThat(plan(Map.of("default", QueueConfig.defaults())).bill())
                .isEqualTo((6 + 6 + 6 + 3 + 2 + 11 * 2 + 1 + 1 + 1) * 3);
        assertThat(plan(Map.of("default", queue(2, 1))).bill())
                .isEqualTo(2 + 2 + 2 + 2 + 2 + 11 * 2 + 1 + 1 + 1);
    }

    @Test
    void jobsAreKeptByBrokerTimeAndBySizeWithoutBound() {
        assertThat(settings("towpath.jobs.default"))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "604800000")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", "1048588")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("unclean.leader.election.enable", "false");
    }

    @Test
    void theLedgerIsCompactedAndForgottenByBrokerTime() {
        assertThat(settings("towpath.ledger.default"))
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "1209600000")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("unclean.leader.election.enable", "false")
                .containsEntry("segment.ms", "86400000")
                .containsEntry("max.compaction.lag.ms", "604800000");
    }

    @Test
    void aLedgersSegmentsAreAsLargeAsManagedKafkaWants() {
        assertThat(settings("towpath.ledger.default").get("segment.bytes"))
                .satisfies(bytes -> assertThat(Long.parseLong(bytes)).isGreaterThan(52_428_800L));
    }

    @Test
    void aDeadLetterMayBeLargerThanAJob() {
        assertThat(Integer.parseInt(settings("towpath.dead.default").get("max.message.bytes")))
                .isEqualTo(
                        Integer.parseInt(settings("towpath.jobs.default").get("max.message.bytes"))
                                + (64 << 10));
        assertThat(settings("towpath.dead.default")).containsEntry("retention.ms", "2592000000");
    }

    @Test
    void controlKeepsTheLastOfEachKeyForEver() {
        assertThat(settings("towpath.control"))
                .containsEntry("cleanup.policy", "compact")
                .doesNotContainKey("retention.ms");
    }

    @Test
    void theHistoryIsKeptAsLongAsTheJobs() {
        assertThat(settings("towpath.history.default"))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "604800000")
                .containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void whatWasDoneToADeadLetterIsKnownLongerThanTheLetterIsKept() {
        assertThat(settings("towpath.audit"))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "31536000000")
                .containsEntry("retention.bytes", "-1");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 3"})
    void moreThanHalfOfTheCopiesHaveWhatIsAcknowledged(int copies, String insync) {
        TopicPlan plan = plan(Map.of("default", queue(2, copies)));

        assertThat(plan.topics())
                .allSatisfy(
                        topic ->
                                assertThat(settings(topic))
                                        .containsEntry("min.insync.replicas", insync));
    }

    @Test
    void controlAndAuditAreAsSafeAsTheSafestQueue() {
        Map<String, QueueConfig> queues = new HashMap<>();
        queues.put("default", queue(2, 1));
        queues.put("mail", queue(2, 3));

        assertThat(plan(queues).topics().reversed().subList(0, 2))
                .allMatch(topic -> topic.replication() == 3);
    }

    @Test
    void whatKafkaHasIsHeldAgainstThePlanSettingBySetting() {
        PlannedTopic jobs = plan(Map.of("default", queue(2, 3))).topics().getFirst();
        Map<String, String> actual = new HashMap<>(settings(jobs));
        actual.put("retention.ms", "3600000");
        actual.put("retention.bytes", "1073741824");
        actual.put("cleanup.policy", "compact");
        actual.put("min.insync.replicas", "3");
        actual.put("unclean.leader.election.enable", "true");
        actual.remove("message.timestamp.type");

        assertThat(TopicComparison.of(jobs, new TopicState(jobs.name(), 4, 2, actual)))
                .extracting(TopicDifference::severity, TopicDifference::line)
                .containsExactly(
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default partitions: expected 2, got 4; the"
                                        + " partitions of a queue are fixed for its life, because"
                                        + " job ids and groups name their partition: say"
                                        + " partitions: 4, or give the queue a new name"),
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default replication: expected at least 3, got 2;"
                                        + " give the partitions more copies with"
                                        + " kafka-reassign-partitions"),
                        tuple(
                                Severity.HARMLESS,
                                "towpath.jobs.default min.insync.replicas: expected 2, got 3"),
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default unclean.leader.election.enable: expected"
                                        + " false, got true; run towpath topics apply"),
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default cleanup.policy: expected delete, got"
                                        + " compact; it is not changed on a topic that holds"
                                        + " records: make the topic anew"),
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default retention.ms: expected at least 7d, got 1h;"
                                        + " run towpath topics apply"),
                        tuple(
                                Severity.UNSAFE,
                                "towpath.jobs.default retention.bytes: expected at least no bound,"
                                        + " got 1GiB; run towpath topics apply"),
                        tuple(
                                Severity.WASTEFUL,
                                "towpath.jobs.default message.timestamp.type: expected"
                                        + " LogAppendTime, got nothing: this Kafka does not tell;"
                                        + " ask who runs it what holds"));
    }

    @Test
    void aListOfPoliciesHasNoOrder() {
        assertThat(
                        new TopicSetting("cleanup.policy", "compact,delete", Rule.FIXED)
                                .metBy("delete, compact"))
                .isTrue();
    }

    @Test
    void aTopicWithoutABoundKeepsEnough() {
        TopicSetting retention = new TopicSetting("retention.ms", "1000", Rule.AT_LEAST);

        assertThat(retention.metBy("-1")).isTrue();
        assertThat(retention.exceededBy("-1")).isTrue();
        assertThat(retention.metBy("999")).isFalse();
    }

    private static Map<String, String> settings(String topic) {
        return plan(Map.of("default", QueueConfig.defaults())).topics().stream()
                .filter(planned -> planned.name().equals(topic))
                .map(TopicPlanTest::settings)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> settings(PlannedTopic topic) {
        Map<String, String> settings = new HashMap<>();
        topic.settings().forEach(setting -> settings.put(setting.name(), setting.value()));
        return settings;
    }

    private static QueueConfig queue(int partitions, int replication) {
        return new QueueConfig(
                partitions,
                1,
                replication,
                Duration.ofDays(7),
                Duration.ofDays(14),
                Duration.ofDays(30));
    }

    private static TopicPlan plan(Map<String, QueueConfig> queues) {
        return TopicPlan.of(
                new TowpathConfig(
                        "towpath.",
                        new Secret("a-secret-of-enough-bytes"),
                        KafkaConfig.defaults(),
                        Path.of("schemas"),
                        queues,
                        Map.of("*", TypeConfig.defaults()),
                        Map.of(),
                        GatewayConfig.defaults(),
                        WorkerConfig.defaults()));
    }
}
