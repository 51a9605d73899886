package dev.towpath.worker;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// An installation for one test on the shared broker: its own prefix, its topics, a way to put jobs
/// and any other records in, and to read ledger and dead letters as they are.
final class Installation implements AutoCloseable {
    static final String QUEUE = "default";
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String prefix = "t" + COUNT.incrementAndGet() + ".";
    final TopicNames topics = new TopicNames(prefix);
    final int partitions;
    private final Map<String, TypeConfig> types = new LinkedHashMap<>();
    private final JobIdIssuer issuer =
            new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1));
    private final Random random = new Random(2);
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private WorkerConfig worker = WorkerConfig.defaults();
    private GroupProtocol protocol = GroupProtocol.AUTO;

    Installation(int partitions) {
        this.partitions = partitions;
        types.put(TowpathConfig.ANY_TYPE, TypeConfig.defaults());
        admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.get().bootstrap()));
        List<NewTopic> wanted = new ArrayList<>();
        for (String topic :
                List.of(
                        topics.jobs(QUEUE),
                        topics.express(QUEUE),
                        topics.dead(QUEUE),
                        topics.control())) {
            wanted.add(new NewTopic(topic, partitions, (short) 1));
        }
        for (Rung rung : Rung.values()) {
            wanted.add(new NewTopic(topics.delay(rung), 1, (short) 1));
        }
        wanted.add(
                new NewTopic(topics.ledger(QUEUE), partitions, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact,delete")));
        try {
            admin.createTopics(wanted).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                SharedBroker.get().bootstrap(),
                                "max.in.flight.requests.per.connection",
                                1,
                                "max.request.size",
                                4 << 20,
                                "linger.ms",
                                5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    Installation type(String name, Order order, Duration timeout, int maxInFlight) {
        types.put(
                name,
                new TypeConfig(
                        QUEUE,
                        PayloadKind.JSON,
                        order,
                        RetryConfig.of(1),
                        timeout,
                        Duration.ofHours(24),
                        maxInFlight,
                        false));
        return this;
    }

    Installation type(String name) {
        return type(name, Order.NONE, Duration.ofSeconds(60), 1000);
    }

    Installation protocol(GroupProtocol wanted) {
        protocol = wanted;
        return this;
    }

    TowpathConfig config() {
        return new TowpathConfig(
                prefix,
                new Secret("0123456789abcdef"),
                new KafkaConfig(SharedBroker.get().bootstrap(), protocol, Map.of()),
                Path.of("schemas"),
                Map.of(
                        QUEUE,
                        new QueueConfig(
                                partitions,
                                1,
                                1,
                                Duration.ofDays(7),
                                Duration.ofDays(14),
                                Duration.ofDays(30))),
                types,
                Map.of(),
                GatewayConfig.defaults(),
                worker);
    }

    Worker.Builder worker() {
        return Worker.builder(config());
    }

    /// A job to be sent: what is not said is as a gateway would make it.
    final class Submission {
        private final String type;
        private String data = "{}";
        private String group = "";
        private String dedupKey = "";

        Submission(String type) {
            this.type = type;
        }

        Submission data(String json) {
            data = json;
            return this;
        }

        Submission group(String name) {
            group = name;
            return this;
        }

        Submission dedupKey(String key) {
            dedupKey = key;
            return this;
        }

        JobId send() {
            String route = group.isEmpty() ? dedupKey : group;
            int partition =
                    route.isEmpty()
                            ? random.nextInt(partitions)
                            : Math.floorMod(route.hashCode(), partitions);
            JobId id =
                    dedupKey.isEmpty()
                            ? issuer.random(QUEUE, partition)
                            : issuer.derived(QUEUE, partition, "c", type, group, dedupKey);
            int flags =
                    (group.isEmpty() ? 0 : JobEnvelope.GROUPED)
                            | (dedupKey.isEmpty() ? 0 : JobEnvelope.DEDUPLICATED);
            JobEnvelope envelope =
                    new JobEnvelope(
                            0,
                            0,
                            0,
                            random.nextLong(),
                            System.currentTimeMillis(),
                            0,
                            0,
                            dedupKey.isEmpty() ? 0 : Duration.ofHours(24).toMillis(),
                            data.hashCode(),
                            flags,
                            "c",
                            dedupKey,
                            "",
                            List.of(),
                            "");
            String key = route.isEmpty() ? id.toString() : route;
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(
                            topics.jobs(QUEUE),
                            partition,
                            key.getBytes(StandardCharsets.UTF_8),
                            data.getBytes(StandardCharsets.UTF_8));
            JobHeaders.write(
                    record.headers(),
                    id.toString(),
                    "/clients/c",
                    type.getBytes(StandardCharsets.UTF_8),
                    true,
                    null,
                    envelope);
            raw(record);
            return id;
        }
    }

    Submission job(String type) {
        return new Submission(type);
    }

    void raw(ProducerRecord<byte[], byte[]> record) {
        sent.add(producer.send(record));
    }

    void flush() {
        producer.flush();
        for (Future<RecordMetadata> one : sent) {
            try {
                one.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        sent.clear();
    }

    /// Every mark of a job, by the last part of its id, the last one of each.
    Map<String, Mark> marks() {
        Map<String, Mark> marks = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.ledger(QUEUE))) {
            marks.put(
                    new String(record.key(), StandardCharsets.UTF_8),
                    MarkCodec.decode(record.value()));
        }
        marks.remove(Mark.OWNER_KEY);
        return marks;
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return read(topics.dead(QUEUE));
    }

    /// The committed offsets of the jobs topic, by partition.
    Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    new HashMap<>(
                            admin.listConsumerGroupOffsets(topics.workerGroup())
                                    .partitionsToOffsetAndMetadata()
                                    .get());
            offsets.keySet().removeIf(one -> !one.topic().equals(topics.jobs(QUEUE)));
            return offsets;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the workers have committed so many records of the jobs topic, at most 30 s.
    void awaitCommitted(long records) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (committed().values().stream().mapToLong(OffsetAndMetadata::offset).sum() < records) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + records + " committed, got " + committed());
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    /// Everything committed in a topic now.
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        SharedBroker.get().bootstrap(),
                        "isolation.level",
                        "read_committed",
                        "max.partition.fetch.bytes",
                        8 << 20);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> places = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                places.add(new TopicPartition(topic, partition));
            }
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (places.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(50)).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
