package dev.towpath.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.Applied;
import dev.towpath.schemas.provision.Applied.Change;
import dev.towpath.schemas.provision.TopicDifference;
import dev.towpath.schemas.provision.TopicDifference.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `towpath topics apply` against a real broker.
class TopicApplyTest {
    private final InstallationTopics installation = new InstallationTopics();

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void applyMakesWhatIsMissingAndFindsItAsPlanned() {
        Applied applied = installation.apply(InstallationTopics.QUEUE);

        List<Change> wanted = new ArrayList<>();
        InstallationTopics.BESIDES_JOBS.forEach(
                (topic, partitions) -> wanted.add(made(topic, partitions)));
        wanted.add(made("jobs.default", 2));
        wanted.add(
                new Change(
                        installation.prefix + "workers",
                        "begins at offset 0 in 2 partitions of "
                                + installation.prefix
                                + "jobs.default"));
        assertThat(applied.changes()).isEqualTo(wanted);
        assertThat(applied.left()).isEmpty();
        assertThat(applied.safe()).isTrue();
        assertThat(installation.setting("ledger.default", "cleanup.policy"))
                .isEqualTo("compact,delete");
        assertThat(installation.setting("ledger.default", "message.timestamp.type"))
                .isEqualTo("LogAppendTime");
        assertThat(installation.setting("jobs.default", "retention.ms")).isEqualTo("604800000");
        assertThat(installation.setting("dead.default", "max.message.bytes")).isEqualTo("1114124");
    }

    private Change made(String topic, int partitions) {
        return new Change(
                installation.prefix + topic,
                "made with "
                        + partitions
                        + (partitions == 1 ? " partition" : " partitions")
                        + ", 1 copy each");
    }

    @Test
    void applyingAgainChangesNothing() {
        installation.apply(InstallationTopics.QUEUE);

        assertThat(installation.apply(InstallationTopics.QUEUE))
                .isEqualTo(new Applied(List.of(), List.of()));
    }

    @Test
    void twoThatApplyAtTheSameTimeDoNoHarm() throws Exception {
        FutureTask<Applied> other =
                new FutureTask<>(() -> installation.apply(InstallationTopics.QUEUE));
        Thread.ofVirtual().start(other);
        Applied applied = installation.apply(InstallationTopics.QUEUE);

        List<Change> made = new ArrayList<>(applied.changes());
        made.addAll(other.get().changes());
        assertThat(made.stream().filter(change -> change.what().startsWith("made")))
                .extracting(Change::topic)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Stream.of("jobs.default"),
                                        InstallationTopics.BESIDES_JOBS.keySet().stream())
                                .map(topic -> installation.prefix + topic)
                                .toList());
        assertThat(applied.left()).isEmpty();
        assertThat(other.get().left()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = GroupProtocol.class,
            names = {"CONSUMER", "CLASSIC"})
    void aWorkerThatComesLaterReadsTheJobThatCameFirst(GroupProtocol protocol) {
        installation.apply(InstallationTopics.QUEUE);
        installation.submit("first");

        try (KafkaConsumer<byte[], byte[]> worker = installation.worker(protocol)) {
            worker.subscribe(List.of(installation.prefix + "jobs.default"));
            List<String> read = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (read.isEmpty() && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> job : worker.poll(Duration.ofMillis(100))) {
                    read.add(new String(job.value(), StandardCharsets.UTF_8));
                }
            }
            assertThat(read).containsExactly("first");
        }
    }

    @Test
    void offsetsThatTheGroupHasAreLeftAlone() throws Exception {
        installation.apply(InstallationTopics.QUEUE);
        TopicPartition partition = new TopicPartition(installation.prefix + "jobs.default", 0);
        installation.submit("one");
        installation
                .admin
                .alterConsumerGroupOffsets(
                        installation.prefix + "workers",
                        Map.of(partition, new OffsetAndMetadata(1, "stamp")))
                .all()
                .get();

        assertThat(installation.apply(InstallationTopics.QUEUE).changes()).isEmpty();
        assertThat(
                        installation
                                .admin
                                .listConsumerGroupOffsets(installation.prefix + "workers")
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .get(partition))
                .isEqualTo(new OffsetAndMetadata(1, "stamp"));
    }

    @Test
    void noOffsetIsWrittenWhileWorkersRun() {
        installation.apply(InstallationTopics.QUEUE);
        try (KafkaConsumer<byte[], byte[]> worker = installation.worker(GroupProtocol.CONSUMER)) {
            worker.subscribe(List.of(installation.prefix + "jobs.default"));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (worker.assignment().isEmpty() && System.nanoTime() < deadline) {
                worker.poll(Duration.ofMillis(50));
            }
            assertThat(worker.assignment()).isNotEmpty();

            Applied applied =
                    installation.apply(
                            Map.of(
                                    "default",
                                    InstallationTopics.QUEUE,
                                    "mail",
                                    InstallationTopics.QUEUE));

            assertThat(applied.changes())
                    .extracting(Change::topic)
                    .containsExactlyInAnyOrder(
                            installation.prefix + "express.mail",
                            installation.prefix + "ledger.mail",
                            installation.prefix + "dead.mail",
                            installation.prefix + "history.mail",
                            installation.prefix + "jobs.mail");
        }
    }

    @Test
    void whatIsTooLowIsRaised() {
        installation.make(
                "jobs.default", 2, Map.of("retention.ms", "3600000", "retention.bytes", "1000000"));
        installation.make(
                "control", 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "1000"));

        Applied applied = installation.apply(InstallationTopics.QUEUE);

        assertThat(applied.changes())
                .contains(
                        new Change(
                                installation.prefix + "jobs.default", "retention.ms from 1h to 7d"),
                        new Change(
                                installation.prefix + "jobs.default",
                                "retention.bytes from 1000000B to no bound"),
                        new Change(
                                installation.prefix + "jobs.default",
                                "message.timestamp.type from CreateTime to LogAppendTime"),
                        new Change(
                                installation.prefix + "control",
                                "max.message.bytes from 1000B to 1048588B"));
        assertThat(applied.left()).isEmpty();
        assertThat(installation.setting("jobs.default", "retention.ms")).isEqualTo("604800000");
    }

    @Test
    void nothingThatJobsDependOnIsLowered() {
        installation.apply(InstallationTopics.QUEUE);

        Applied applied =
                installation.apply(
                        new QueueConfig(
                                2,
                                1,
                                1,
                                Duration.ofDays(3),
                                Duration.ofDays(4),
                                Duration.ofDays(5)));

        assertThat(applied.changes())
                .extracting(Change::topic)
                .containsExactly(installation.prefix + "history.default");
        assertThat(applied.safe()).isTrue();
        assertThat(applied.left())
                .extracting(TopicDifference::severity, TopicDifference::line)
                .containsExactly(
                        tuple(
                                Severity.HARMLESS,
                                installation.prefix
                                        + "jobs.default retention.ms: expected 3d, got 7d; it is"
                                        + " not lowered, because Kafka would delete jobs that may"
                                        + " not have run yet: if that is wanted, lower it with"
                                        + " kafka-configs"),
                        tuple(
                                Severity.HARMLESS,
                                installation.prefix
                                        + "express.default retention.ms: expected 3d, got 7d; it is"
                                        + " not lowered, because Kafka would delete jobs that may"
                                        + " not have run yet: if that is wanted, lower it with"
                                        + " kafka-configs"),
                        tuple(
                                Severity.HARMLESS,
                                installation.prefix
                                        + "ledger.default retention.ms: expected 4d, got 14d; it is"
                                        + " not lowered, because jobs that are done could run"
                                        + " again: if that is wanted, lower it with kafka-configs"),
                        tuple(
                                Severity.HARMLESS,
                                installation.prefix
                                        + "dead.default retention.ms: expected 5d, got 30d; it is"
                                        + " not lowered, because Kafka would delete dead letters:"
                                        + " if that is wanted, lower it with kafka-configs"));
        assertThat(installation.setting("jobs.default", "retention.ms")).isEqualTo("604800000");
    }

    @Test
    void otherPartitionsThanThereAreAreRefusedAndNothingIsChanged() {
        installation.make("jobs.default", 3, Map.of());

        assertThatThrownBy(() -> installation.apply(InstallationTopics.QUEUE))
                .isInstanceOf(TowpathException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.TOPIC_UNSAFE)
                .hasMessage(
                        "The configuration contradicts topics that are there; nothing was"
                                + " changed:\n  "
                                + installation.prefix
                                + "jobs.default partitions: expected 2, got 3; the partitions of a"
                                + " queue are fixed for its life, because job ids and groups name"
                                + " their partition: say partitions: 3, or give the queue a new"
                                + " name");
        assertThat(installation.topics()).containsExactly(installation.prefix + "jobs.default");
        assertThat(installation.setting("jobs.default", "message.timestamp.type"))
                .isEqualTo("CreateTime");
    }

    @Test
    void anotherCleanupPolicyIsRefusedAndNothingIsChanged() {
        installation.make("ledger.default", 2, Map.of("cleanup.policy", "delete"));

        assertThatThrownBy(() -> installation.apply(InstallationTopics.QUEUE))
                .hasFieldOrPropertyWithValue("code", ErrorCode.TOPIC_UNSAFE)
                .hasMessageContaining(
                        installation.prefix
                                + "ledger.default cleanup.policy: expected compact,delete, got"
                                + " delete; it is not changed on a topic that holds records: make"
                                + " the topic anew");
        assertThat(installation.topics()).containsExactly(installation.prefix + "ledger.default");
    }

    @Test
    void aNewLedgerForJobsThatAreThereIsRefused() throws Exception {
        installation.apply(InstallationTopics.QUEUE);
        installation.submit("one");
        installation
                .admin
                .deleteTopics(List.of(installation.prefix + "ledger.default"))
                .all()
                .get();

        assertThatThrownBy(() -> installation.apply(InstallationTopics.QUEUE))
                .hasFieldOrPropertyWithValue("code", ErrorCode.TOPIC_UNSAFE)
                .hasMessageContaining(
                        installation.prefix
                                + "ledger.default topic: expected the ledger of the jobs in "
                                + installation.prefix
                                + "jobs.default, got none; what it said is gone, and with a new"
                                + " one every job that is still in "
                                + installation.prefix
                                + "jobs.default would run again: restore it");
    }

    @Test
    void aLedgerThatIsMissingBesideAnEmptyJobsTopicIsMade() throws Exception {
        installation.apply(InstallationTopics.QUEUE);
        installation
                .admin
                .deleteTopics(List.of(installation.prefix + "ledger.default"))
                .all()
                .get();

        assertThat(installation.apply(InstallationTopics.QUEUE).changes())
                .containsExactly(
                        new Change(
                                installation.prefix + "ledger.default",
                                "made with 2 partitions, 1 copy each"));
    }

    @Test
    void copiesThatAreWantedInSyncAreNotRaisedAboveThoseThatThereAre() {
        installation.apply(InstallationTopics.QUEUE);
        QueueConfig three =
                new QueueConfig(
                        2, 1, 3, Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30));

        Applied applied = installation.apply(three);

        assertThat(applied.changes()).isEmpty();
        assertThat(applied.safe()).isFalse();
        assertThat(installation.setting("jobs.default", "min.insync.replicas")).isEqualTo("1");
        installation.submit("still taken");
    }
}
