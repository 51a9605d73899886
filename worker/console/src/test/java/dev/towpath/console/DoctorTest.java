package dev.towpath.console;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.broker.SharedBroker;
import dev.towpath.console.doctor.Diagnosis;
import dev.towpath.console.doctor.Doctor;
import dev.towpath.console.doctor.Finding;
import dev.towpath.console.doctor.Finding.Severity;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Identity.Role;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Each finding, made true on a real broker. The tests that leave something behind have an
/// installation of their own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorTest {
    private static final Map<String, Object> KAFKA =
            Map.of("bootstrap.servers", SharedBroker.get().bootstrap());

    private final Admin admin = Admin.create(KAFKA);
    private final Installation shared = new Installation();

    @AfterAll
    void close() {
        shared.close();
        admin.close();
    }

    @Test
    void aNewInstallationIsFine() {
        Diagnosis diagnosis = examine(shared.config);
        assertThat(diagnosis.findings()).isEmpty();
        assertThat(diagnosis.isFine()).isTrue();
        assertThat(diagnosis.looked())
                .containsExactly(
                        "brokers",
                        "topics",
                        "copies",
                        "permissions",
                        "retention",
                        "clock",
                        "offsets",
                        "workers and gateways",
                        "handlers and versions",
                        "backlog",
                        "transactions",
                        "dead letters",
                        "pauses");
    }

    @Test
    void aTopicThatDeletesJobsEarlyLosesThemAndApplyMendsIt() throws Exception {
        String topic = shared.topics.jobs(Installation.QUEUE);
        set(topic, "retention.ms", "1000");
        Finding found = only(examine(shared.config));
        assertThat(found)
                .isEqualTo(
                        new Finding(
                                Severity.LOSES,
                                topic,
                                "retention.ms at least 7d",
                                "1s",
                                "towpath topics apply"));
        try (TopicAdmin topics = TopicAdmin.of(shared.config)) {
            topics.apply();
        }
        assertThat(examine(shared.config).findings()).isEmpty();
    }

    @Test
    void aPartitionWithTooFewCopiesInSyncStalls() throws Exception {
        String topic = shared.topics.control();
        set(topic, "min.insync.replicas", "2");
        try {
            Finding found = only(examine(shared.config));
            assertThat(found.severity()).isEqualTo(Severity.STALLS);
            assertThat(found.subject()).isEqualTo(topic + "-0");
            assertThat(found.got()).isEqualTo("1 of 1: nothing can be written");
            assertThat(found.mend()).contains("min.insync.replicas to at most 1");
        } finally {
            set(topic, "min.insync.replicas", "1");
        }
    }

    @Test
    void aClockThatIsOffIsMeasuredAgainstTheBrokers() {
        Finding ahead = only(examine(shared.config, Duration.ofMinutes(10)));
        assertThat(ahead.subject()).isEqualTo("the clock of this machine");
        assertThat(ahead.severity()).isEqualTo(Severity.LOSES);
        assertThat(ahead.got()).matches("(9m 5[89]s|10m( [01]s)?) ahead: .*");
        Finding behind = only(examine(shared.config, Duration.ofSeconds(-10)));
        assertThat(behind.severity()).isEqualTo(Severity.WARNS);
        assertThat(behind.got()).matches("(9|10)\\.\\d+s behind: .*");
    }

    @Test
    void aPauseThatNobodyLiftsStalls() {
        long threeDaysAgo = Instant.now().minus(Duration.ofDays(3)).toEpochMilli();
        Pause pause = new Pause(Pause.Scope.TYPE, "t", "deploy", "ana", threeDaysAgo, 0);
        control(pause, pause.value());
        assertThat(only(examine(shared.config)))
                .isEqualTo(
                        new Finding(
                                Severity.STALLS,
                                "type t",
                                "no pause without end for more than 1d",
                                "type t is paused by ana: deploy, for 3d",
                                "towpath resume type t"));
        control(pause, null);
        assertThat(examine(shared.config).findings()).isEmpty();
    }

    @Test
    void aTransactionThatStaysOpenIsNamedWithTheCommandThatEndsIt() throws Exception {
        String topic = shared.topics.ledger(Installation.QUEUE);
        try (KafkaProducer<byte[], byte[]> producer = transactional("left-open")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 1, new byte[] {1}, new byte[] {1}))
                    .get(30, SECONDS);
            assertThat(examine(shared.config).findings()).as("open for a moment").isEmpty();
            Finding found = about(examine(shared.config, Duration.ofMinutes(10)), topic + "-1");
            assertThat(found.severity()).isEqualTo(Severity.STALLS);
            assertThat(found.got()).startsWith("one of left-open since offset 0, for 10m");
            assertThat(found.mend())
                    .isEqualTo(
                            "kafka-transactions.sh --bootstrap-server "
                                    + SharedBroker.get().bootstrap()
                                    + " abort --topic "
                                    + topic
                                    + " --partition 1 --start-offset 0");
            producer.abortTransaction();
        }
        assertThat(
                        examine(shared.config, Duration.ofMinutes(10)).findings().stream()
                                .map(Finding::subject))
                .containsExactly("the clock of this machine");
    }

    @Test
    void aRetentionBelowWhatItsTypesCanWaitForLosesJobs() {
        TypeConfig usual = TypeConfig.defaults();
        TypeConfig strict =
                new TypeConfig(
                        Installation.QUEUE,
                        usual.payload(),
                        Order.STRICT,
                        usual.retry(),
                        usual.timeout(),
                        usual.dedupWindow(),
                        1,
                        false);
        QueueConfig brief =
                new QueueConfig(
                        2, 1, 1, Duration.ofHours(25), Duration.ofDays(7), Duration.ofDays(30));
        List<Finding> found =
                examine(with(brief, strict)).findings().stream()
                        .filter(one -> one.subject().equals("queue default"))
                        .toList();
        assertThat(found)
                .hasSize(2)
                .allMatch(one -> one.severity() == Severity.LOSES)
                .anyMatch(
                        one ->
                                one.expected().startsWith("queues.default.retention of at least")
                                        && one.expected().contains("a job of type strict can hold")
                                        && one.got().startsWith("25h"))
                .anyMatch(
                        one ->
                                one.expected()
                                                .startsWith(
                                                        "queues.default.ledgerRetention of at least"
                                                                + " 8d: 1d")
                                        && one.got().startsWith("7d: its mark is deleted before"));
    }

    @Test
    void jobsWithoutWorkerAndJobsThatKafkaIsAboutToDeleteAreFound() {
        try (Installation installation = new Installation()) {
            installation.send(3, "good");
            Finding stalled = only(examine(installation.config));
            assertThat(stalled)
                    .isEqualTo(
                            new Finding(
                                    Severity.STALLS,
                                    "queue default",
                                    "a worker in group " + installation.topics.workerGroup(),
                                    "none, and 3 records that no worker has settled",
                                    "towpath worker"));
            List<Finding> later =
                    examine(installation.config, Duration.ofDays(6)).findings().stream()
                            .filter(one -> one.subject().contains(".jobs."))
                            .toList();
            assertThat(later)
                    .isNotEmpty()
                    .allMatch(one -> one.severity() == Severity.LOSES)
                    .allMatch(one -> one.got().matches("it waits for (5d 23h|6d) at offset 0; .*"));
        }
    }

    @Test
    void offsetsThatAreGoneOrBelowOrBeyondTheLogAreFound() throws Exception {
        try (Installation installation = new Installation()) {
            String group = installation.topics.workerGroup();
            TopicPartition one =
                    new TopicPartition(installation.topics.jobs(Installation.QUEUE), 1);
            admin.deleteConsumerGroupOffsets(group, Set.of(one)).all().get(30, SECONDS);
            Finding absent = about(examine(installation.config), one.toString());
            assertThat(absent.severity()).isEqualTo(Severity.WARNS);
            assertThat(absent.mend()).isEqualTo("towpath topics apply");

            admin.alterConsumerGroupOffsets(group, Map.of(one, new OffsetAndMetadata(9)))
                    .all()
                    .get(30, SECONDS);
            Finding beyond = about(examine(installation.config), one.toString());
            assertThat(beyond.severity()).isEqualTo(Severity.LOSES);
            assertThat(beyond.got()).startsWith("it ends at offset 0: the topic was made anew");

            admin.alterConsumerGroupOffsets(group, Map.of(one, new OffsetAndMetadata(0)))
                    .all()
                    .get(30, SECONDS);
            for (int i = 0; i < 2; i++) {
                installation.raw(
                        new ProducerRecord<>(one.topic(), 1, new byte[] {1}, new byte[] {1}));
            }
            admin.deleteRecords(Map.of(one, RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get(30, SECONDS);
            Finding deleted = about(examine(installation.config), one.toString());
            assertThat(deleted.severity()).isEqualTo(Severity.LOSES);
            assertThat(deleted.got())
                    .isEqualTo("they begin at offset 1: the others are gone (TP-2006)");

            admin.deleteConsumerGroupOffsets(group, Set.of(one)).all().get(30, SECONDS);
            Finding unknown = about(examine(installation.config), one.toString());
            assertThat(unknown.severity()).isEqualTo(Severity.LOSES);
            assertThat(unknown.got()).startsWith("none, and the records before offset 1 are gone");
        }
    }

    @Test
    void dueJobsWithoutGatewayAndLettersThatKafkaIsAboutToDeleteAreFound() {
        try (Installation installation = new Installation()) {
            byte[] any = "any".getBytes(StandardCharsets.UTF_8);
            installation.raw(
                    new ProducerRecord<>(installation.topics.delay(Rung.S64), 0, any, any));
            assertThat(only(examine(installation.config)))
                    .isEqualTo(
                            new Finding(
                                    Severity.STALLS,
                                    "the ladder",
                                    "a gateway in group " + installation.topics.ladderGroup(),
                                    "none, and 1 jobs that wait to be due",
                                    "towpath gateway"));

            installation.raw(
                    new ProducerRecord<>(
                            installation.topics.dead(Installation.QUEUE), 0, any, any));
            Finding letter =
                    about(examine(installation.config, Duration.ofDays(25)), "queue default");
            assertThat(letter.severity()).isEqualTo(Severity.LOSES);
            assertThat(letter.got())
                    .matches("the oldest that waits for somebody died (24d 23h|25d) ago; .*");
            assertThat(letter.mend()).startsWith("towpath dead list --queue default --until 20");
        }
    }

    @Test
    void moreWorkersThanPartitionsAreFound() {
        try (Installation installation = new Installation()) {
            List<KafkaConsumer<byte[], byte[]>> members = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    members.add(member(installation));
                }
                awaitMembers(installation, members);
                Finding found =
                        about(
                                examine(installation.config),
                                "group " + installation.topics.workerGroup());
                assertThat(found.severity()).isEqualTo(Severity.WARNS);
                assertThat(found.got()).startsWith("3 workers: 1 of them have nothing to do");
            } finally {
                members.forEach(KafkaConsumer::close);
            }
        }
    }

    @Test
    void aTypeThatNoWorkerHasAHandlerForIsFound() throws Exception {
        try (Installation installation = new Installation();
                Worker worker = installation.worker()) {
            JobRequest.Builder nobodys =
                    JobRequest.json(
                                    Installation.QUEUE,
                                    "mail.send",
                                    "{}".getBytes(StandardCharsets.UTF_8))
                            .client("c");
            installation.send(nobodys);
            installation.awaitPresence();
            Finding found = about(examine(installation.config), "type mail.send");
            assertThat(worker.problems()).isEmpty();
            assertThat(found)
                    .isEqualTo(
                            new Finding(
                                    Severity.STALLS,
                                    "type mail.send",
                                    "a worker of queue default with a handler for mail.send",
                                    "none of 1 worker, and 1 jobs wait for one",
                                    "deploy a worker whose worker.handlers has one"));
        }
    }

    @Test
    void anOldWorkerOneWithoutHandlerAndOneThatRefusesAPartitionAreFound() {
        try (Installation installation = new Installation()) {
            installation.tell(Presence.gateway(who(Role.GATEWAY, "0.10.0"), List.of()));
            Presence old =
                    new Presence(
                            who(Role.WORKER, "0.9.2-SNAPSHOT"),
                            List.of(),
                            List.of(),
                            List.of(new Presence.Refused("default-1", "TP-2005 another ledger")),
                            0,
                            List.of(
                                    new Presence.Served(
                                            Installation.QUEUE, List.of("other"), List.of())),
                            List.of(),
                            List.of(),
                            List.of());
            installation.tell(old);
            assertThat(examine(installation.config).findings())
                    .extracting(Finding::severity, Finding::subject, Finding::got)
                    .containsExactlyInAnyOrder(
                            tuple(
                                    Severity.STALLS,
                                    "partition default-1",
                                    "worker-of-test refuses it: TP-2005 another ledger"),
                            tuple(
                                    Severity.WARNS,
                                    "type t",
                                    "none of 1 worker: its jobs would wait"),
                            tuple(
                                    Severity.WARNS,
                                    "worker worker-of-test",
                                    "0.9.2-SNAPSHOT: it keeps back jobs that it is too old for"));
        }
    }

    @Test
    void aKafkaThatDoesNotAnswerIsSaidAtOnce() {
        TowpathConfig config = shared.config;
        TowpathConfig nowhere =
                new TowpathConfig(
                        config.prefix(),
                        config.secret(),
                        new KafkaConfig("127.0.0.1:1", GroupProtocol.AUTO, Map.of()),
                        config.schemasFolder(),
                        config.queues(),
                        config.types(),
                        config.clients(),
                        config.gateway(),
                        config.worker());
        Doctor doctor =
                new Doctor(nowhere, InstantSource.system(), TopicReader.Watch.NONE)
                        .patience(Duration.ofSeconds(1));
        assertThatThrownBy(doctor::examine)
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNAVAILABLE));
    }

    private static Identity who(Role role, String version) {
        return new Identity(role.word() + "-of-test", role, version, "", 0);
    }

    private static Diagnosis examine(TowpathConfig config) {
        return examine(config, Duration.ZERO);
    }

    /// @param ahead how far this machine's clock is ahead
    private static Diagnosis examine(TowpathConfig config, Duration ahead) {
        InstantSource clock = InstantSource.offset(InstantSource.system(), ahead);
        return new Doctor(config, clock, TopicReader.Watch.NONE).examine();
    }

    private static Finding only(Diagnosis diagnosis) {
        assertThat(diagnosis.findings()).hasSize(1);
        return diagnosis.findings().getFirst();
    }

    private static Finding about(Diagnosis diagnosis, String subject) {
        List<Finding> found =
                diagnosis.findings().stream().filter(one -> one.subject().equals(subject)).toList();
        assertThat(found).as("%s of %s", subject, diagnosis.findings()).hasSize(1);
        return found.getFirst();
    }

    private void control(Pause pause, byte @Nullable [] value) {
        shared.raw(
                new ProducerRecord<>(
                        shared.topics.control(),
                        0,
                        pause.place().key().getBytes(StandardCharsets.UTF_8),
                        value));
    }

    private void set(String topic, String name, String value) throws Exception {
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                .all()
                .get(30, SECONDS);
    }

    /// The installation's configuration with another queue, and a type besides.
    private TowpathConfig with(QueueConfig queue, TypeConfig strict) {
        TowpathConfig config = shared.config;
        Map<String, TypeConfig> types = new LinkedHashMap<>(config.types());
        types.put("strict", strict);
        return new TowpathConfig(
                config.prefix(),
                config.secret(),
                config.kafka(),
                config.schemasFolder(),
                Map.of(Installation.QUEUE, queue),
                types,
                config.clients(),
                config.gateway(),
                config.worker());
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        Map<String, Object> properties = new LinkedHashMap<>(KAFKA);
        properties.put("transactional.id", id);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static KafkaConsumer<byte[], byte[]> member(Installation installation) {
        Map<String, Object> properties = new LinkedHashMap<>(KAFKA);
        properties.put("group.id", installation.topics.workerGroup());
        properties.put("group.protocol", "consumer");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(installation.topics.jobs(Installation.QUEUE)));
        return consumer;
    }

    private void awaitMembers(
            Installation installation, List<KafkaConsumer<byte[], byte[]>> members) {
        String group = installation.topics.workerGroup();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Set<String> hosts = new TreeSet<>();
        while (System.nanoTime() < deadline) {
            members.forEach(member -> member.poll(Duration.ofMillis(20)));
            try {
                int there =
                        admin.describeConsumerGroups(List.of(group))
                                .all()
                                .get(30, SECONDS)
                                .get(group)
                                .members()
                                .size();
                if (there == members.size()) {
                    return;
                }
            } catch (Exception e) {
                hosts.add(String.valueOf(e.getMessage()));
            }
        }
        throw new AssertionError("expected " + members.size() + " members within 30 s; " + hosts);
    }
}
