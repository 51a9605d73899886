package dev.towpath.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class JobProducerTest {
    private static final byte[] PAYLOAD = "{\"n\":1}".getBytes(UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final JobIdIssuer IDS =
            new JobIdIssuer(
                    "a secret of the tests".getBytes(UTF_8),
                    InstantSource.fixed(NOW),
                    RandomGenerator.of("L64X128MixRandom"));

    @Test
    void aReceiptNamesTheRecordThatKafkaStored() throws Exception {
        TopicNames topics = topics("receipt.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics)) {
            JobRequest request =
                    JobRequest.json("default", "note.send", PAYLOAD)
                            .client("site")
                            .group("g")
                            .dedupKey("d", Duration.ofHours(1))
                            .batch("b")
                            .tags(List.of("t1", "t2"))
                            .deployment("v1")
                            .expiresAt(NOW.plusSeconds(60))
                            .checksum(42)
                            .nonce(7)
                            .traceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .flags(JobEnvelope.EMITTED)
                            .build();

            Receipt receipt = producer.send(request).get();

            ConsumerRecord<byte[], byte[]> record = record(topics, receipt);
            assertThat(record.value()).isEqualTo(PAYLOAD);
            assertThat(record.key()).isEqualTo("g".getBytes(UTF_8));
            assertThat(header(record, "ce_id")).isEqualTo(receipt.id().toString());
            assertThat(header(record, "ce_source")).isEqualTo("/clients/site");
            assertThat(header(record, "ce_type")).isEqualTo("note.send");
            assertThat(header(record, "content-type")).isEqualTo("application/json");
            assertThat(header(record, "traceparent")).startsWith("00-0af7651916cd43dd");
            assertThat(EnvelopeCodec.decode(record.headers().lastHeader("towpath").value()))
                    .isEqualTo(
                            new JobEnvelope(
                                    0,
                                    0,
                                    0,
                                    7,
                                    NOW.toEpochMilli(),
                                    0,
                                    NOW.plusSeconds(60).toEpochMilli(),
                                    3_600_000,
                                    42,
                                    JobEnvelope.GROUPED
                                            | JobEnvelope.DEDUPLICATED
                                            | JobEnvelope.EMITTED,
                                    "site",
                                    "d",
                                    "b",
                                    List.of("t1", "t2"),
                                    "v1"));
            assertThat(producer.inFlight()).isZero();
        }
    }

    @Test
    void aDedupKeyAlwaysGivesTheSameIdInThePartitionOfItsHash() throws Exception {
        TopicNames topics = topics("dedup.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics)) {
            JobRequest.Builder request =
                    JobRequest.json("default", "note.send", PAYLOAD)
                            .client("site")
                            .dedupKey("order 17", Duration.ofHours(1));

            Receipt first = producer.send(request.build()).get();
            Receipt second = producer.send(request.build()).get();

            int partition = Utils.toPositive(Utils.murmur2("order 17".getBytes(UTF_8))) % 3;
            assertThat(first.id()).isEqualTo(second.id());
            assertThat(first.id().derived()).isTrue();
            assertThat(IDS.issued(first.id())).isTrue();
            assertThat(List.of(first.partition(), second.partition()))
                    .containsOnly(partition, first.id().partition());
            assertThat(nonce(record(topics, first))).isNotEqualTo(nonce(record(topics, second)));
        }
    }

    @Test
    void jobsWithoutKeyAreSpreadOverAllPartitions() {
        TopicNames topics = topics("spread.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics)) {
            JobRequest request = JobRequest.json("default", "note.send", PAYLOAD).build();
            List<CompletableFuture<Receipt>> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add(producer.send(request));
            }

            Set<JobId> ids = new HashSet<>();
            int[] counts = new int[3];
            for (CompletableFuture<Receipt> receipt : sent) {
                ids.add(receipt.join().id());
                counts[receipt.join().partition()]++;
            }

            assertThat(ids).hasSize(300);
            assertThat(counts).containsOnly(100);
        }
    }

    @Test
    void aJobWithAnIdOfItsOwnGoesWhereTheIdSays() throws Exception {
        TopicNames topics = topics("given.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics)) {
            JobId id = IDS.random("default", 2);

            Receipt receipt =
                    producer.send(JobRequest.json("default", "note.send", PAYLOAD).build(), id)
                            .get();

            assertThat(receipt.id()).isEqualTo(id);
            assertThat(receipt.partition()).isEqualTo(2);
            assertThat(header(record(topics, receipt), "ce_id")).isEqualTo(id.toString());
        }
    }

    @Test
    void anAbsentTopicIsSaidAndNotMade() throws Exception {
        TopicNames topics = new TopicNames("absent.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics);
                Admin admin = admin()) {
            assertThat(failure(producer.send(JobRequest.json("default", "t", PAYLOAD).build())))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_MISSING))
                    .hasMessage(
                            "topic absent.jobs.default does not exist; the job is not stored. Make"
                                    + " the topics with 'towpath topics apply'");
            assertThat(admin.listTopics().names().get()).doesNotContain("absent.jobs.default");
            assertThat(producer.inFlight()).isZero();
        }
    }

    @Test
    void aRecordThatKafkaFindsTooLargeIsRefusedForGood() {
        TopicNames topics = topics("large.");
        try (JobProducer producer = producer(SharedBroker.get().bootstrap(), topics)) {
            byte[] large = new byte[3 << 20];

            TowpathException e =
                    failure(producer.send(JobRequest.json("default", "t", large).build()));

            assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
            assertThat(e).hasMessageContaining("does not take a record of this size");
        }
    }

    @Test
    void moreThanMayBeInFlightIsRefusedAtOnceAndTheOthersAreStored() {
        TopicNames topics = topics("crowd.");
        ProducerSettings few =
                new ProducerSettings(
                        SharedBroker.get().bootstrap(),
                        Map.of("linger.ms", "300"),
                        topics,
                        Duration.ofSeconds(5),
                        10,
                        1 << 20);
        try (JobProducer producer = producer(few)) {
            JobRequest request = JobRequest.json("default", "t", PAYLOAD).build();
            JobId id = producer.address(request);
            List<CompletableFuture<Receipt>> taken = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                taken.add(producer.send(request, id));
            }

            TowpathException e = failure(producer.send(request, id));

            assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            assertThat(e).hasMessageContaining("(10 jobs, 1048576 bytes); the job is not stored");
            assertThat(taken).allSatisfy(receipt -> assertThat(receipt.join().id()).isEqualTo(id));
            assertThat(producer.inFlight()).isZero();
        }
    }

    @Test
    void whenKafkaIsNotThereAJobIsSurelyNotStored() {
        ProducerSettings nowhere =
                new ProducerSettings(
                        "127.0.0.1:1",
                        Map.of(),
                        new TopicNames("nowhere."),
                        Duration.ofSeconds(1),
                        10,
                        1 << 20);
        try (JobProducer producer = producer(nowhere)) {
            TowpathException e =
                    failure(producer.send(JobRequest.json("default", "t", PAYLOAD).build()));

            assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNAVAILABLE);
            assertThat(e)
                    .hasMessageStartingWith("topic nowhere.jobs.default: Kafka does not answer (")
                    .hasMessageEndingWith("the job is not stored. Sending it again is safe");
        }
    }

    @Test
    @Tag("full")
    void whenKafkaDiesTheOutcomeIsUnknownAndLaterTheSameProducerRecovers() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            TopicNames topics = new TopicNames("dies.");
            createTopics(broker.bootstrap(), topics);
            ProducerSettings lingering =
                    ProducerSettings.of(broker.bootstrap(), Map.of("linger.ms", "500"), topics);
            try (JobProducer producer = producer(lingering)) {
                JobRequest request =
                        JobRequest.json("default", "t", PAYLOAD)
                                .dedupKey("k", Duration.ofHours(1))
                                .build();
                JobId id = producer.send(request).get().id();
                long start = System.nanoTime();
                CompletableFuture<Receipt> handedOver = producer.send(request);
                broker.kill();

                TowpathException e = failure(handedOver);

                assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                assertThat(e)
                        .hasMessageStartingWith("job " + id + ": Kafka did not confirm it on")
                        .hasMessageContaining("It may or may not be stored")
                        .hasMessageContaining("with the same dedup key is safe");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(5));
                broker.restart();
                assertThat(producer.send(request).get().id()).isEqualTo(id);
            }
        }
    }

    @Test
    void aClosedProducerSendsNothing() {
        TopicNames topics = topics("closed.");
        JobProducer producer = producer(SharedBroker.get().bootstrap(), topics);
        producer.close();

        TowpathException e =
                failure(producer.send(JobRequest.json("default", "t", PAYLOAD).build()));

        assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        assertThat(e).hasMessageContaining("nothing was sent");
    }

    @Test
    void aRequestThatIsTooLongInPlacesNamesThemAll() {
        JobRequest.Builder request =
                JobRequest.json("default", "t", PAYLOAD)
                        .group("g".repeat(10_240))
                        .batch("b".repeat(129))
                        .tags(List.of("t".repeat(200)));

        assertThatThrownBy(request::build)
                .isInstanceOf(TowpathException.class)
                .hasMessage(
                        "a job of type 't' was not sent: group: expected at most 512 bytes, got"
                                + " 10240; batch: expected at most 128 bytes, got 129; tags:"
                                + " expected at most 128 bytes, got 200");
    }

    private static TowpathException failure(CompletableFuture<Receipt> receipt) {
        try {
            receipt.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TowpathException failure) {
                return failure;
            }
            throw e;
        }
        throw new AssertionError("expected a failure, got " + receipt.join());
    }

    private static JobProducer producer(String bootstrap, TopicNames topics) {
        return producer(ProducerSettings.of(bootstrap, Map.of(), topics));
    }

    private static JobProducer producer(ProducerSettings settings) {
        return new JobProducer(
                settings, IDS, InstantSource.fixed(NOW), RandomGenerator.of("L64X128MixRandom"));
    }

    private static TopicNames topics(String prefix) {
        TopicNames topics = new TopicNames(prefix);
        createTopics(SharedBroker.get().bootstrap(), topics);
        return topics;
    }

    private static void createTopics(String bootstrap, TopicNames topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            String jobs = topics.jobs("default");
            admin.createTopics(List.of(new NewTopic(jobs, 3, (short) 1))).all().get();
            // The controller has it; the broker that is asked may learn of it a moment later.
            while (!isKnown(admin, jobs)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the topic of a test cannot be made", e);
        }
    }

    private static boolean isKnown(Admin admin, String topic) throws Exception {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().containsKey(topic);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", SharedBroker.get().bootstrap()));
    }

    private static long nonce(ConsumerRecord<byte[], byte[]> record) {
        return EnvelopeCodec.decode(record.headers().lastHeader("towpath").value()).nonce();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicNames topics, Receipt receipt) {
        TopicPartition partition =
                new TopicPartition(topics.jobs(receipt.id().queue()), receipt.partition());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", SharedBroker.get().bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, receipt.offset());
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100)).records(partition)) {
                    if (record.offset() == receipt.offset()) {
                        return record;
                    }
                }
            }
        }
    }
}
