package dev.towpath.worker;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.topic.TopicNames;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// An installation for one test: its own prefix, its topics as `towpath topics apply` makes them, a
/// way to put jobs and any other records in, and to read ledger and dead letters as they are.
final class Installation implements AutoCloseable {
    static final String QUEUE = "default";
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String bootstrap;
    final String prefix;
    final TopicNames topics;
    final int partitions;
    final JobIdIssuer issuer = new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1));
    final Random random = new Random(2);
    final Admin admin;
    private final Map<String, TypeConfig> types = new LinkedHashMap<>();
    private final Map<String, TargetConfig> targets = new HashMap<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private WorkerConfig worker = WorkerConfig.defaults();
    private GroupProtocol protocol = GroupProtocol.AUTO;

    /// On the shared broker.
    Installation(int partitions) {
        this(partitions, SharedBroker.get());
    }

    Installation(int partitions, EmbeddedBroker broker) {
        this(broker.bootstrap(), "t" + COUNT.incrementAndGet() + ".", partitions);
        apply();
        keepSlowWorkers();
    }

    /// One that is there already.
    Installation(String bootstrap, String prefix, int partitions) {
        this.bootstrap = bootstrap;
        this.prefix = prefix;
        this.partitions = partitions;
        topics = new TopicNames(prefix);
        types.put(TowpathConfig.ANY_TYPE, TypeConfig.defaults());
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        producer = producer("none");
    }

    /// Makes the topics that are missing.
    void apply() {
        try (TopicAdmin made = TopicAdmin.of(config())) {
            made.apply();
        }
    }

    /// Deletes a topic and makes it again. Returns when the broker, which hears of both later than
    /// the controller, has the new one: until then it takes records for the old one.
    void makeAnew(String topic) {
        got(admin.deleteTopics(List.of(topic)).all());
        Uuid id =
                got(
                        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                                .topicId(topic));
        Eventually.await(
                "the broker has " + topic + " as " + id, () -> has(topic, id), () -> "another");
    }

    private boolean has(String topic, Uuid id) {
        TopicListing listed = got(admin.listTopics().namesToListings()).get(topic);
        return listed != null && listed.topicId().equals(id);
    }

    /// A machine that stands still for a few seconds is no reason to take a worker's partitions.
    private void keepSlowWorkers() {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, topics.workerGroup());
        got(
                admin.incrementalAlterConfigs(
                                Map.of(
                                        group,
                                        List.of(
                                                new AlterConfigOp(
                                                        new ConfigEntry(
                                                                "consumer.session.timeout.ms",
                                                                "45000"),
                                                        AlterConfigOp.OpType.SET))))
                        .all());
    }

    /// A producer like the gateway's, but for its compression and for what it lets through.
    KafkaProducer<byte[], byte[]> producer(String compression) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "max.in.flight.requests.per.connection",
                        1,
                        "max.request.size",
                        8 << 20,
                        "compression.type",
                        compression,
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

    Installation type(String name, RetryConfig retry) {
        return type(name, retry, Duration.ofSeconds(60));
    }

    Installation type(String name, RetryConfig retry, Duration timeout) {
        types.put(
                name,
                new TypeConfig(
                        QUEUE,
                        PayloadKind.JSON,
                        Order.NONE,
                        retry,
                        timeout,
                        Duration.ofHours(24),
                        1000,
                        false));
        return this;
    }

    Installation type(String name, LimitConfig limits) {
        types.put(name, TypeConfig.defaults().retried(RetryConfig.of(1)).limited(limits));
        return this;
    }

    /// Has a job of another type tell of the dead of this one.
    Installation onDead(String name, String told) {
        type(told);
        types.computeIfPresent(name, (same, type) -> type.onDead(told));
        return this;
    }

    Installation target(String name, TargetConfig target) {
        targets.put(name, target);
        return this;
    }

    Installation type(String name) {
        return type(name, Order.NONE, Duration.ofSeconds(60), 1000);
    }

    Installation protocol(GroupProtocol wanted) {
        protocol = wanted;
        return this;
    }

    /// The workers' bounds; [Bounds] makes them.
    Installation bounds(WorkerConfig wanted) {
        worker = wanted;
        return this;
    }

    TowpathConfig config() {
        return new TowpathConfig(
                prefix,
                new Secret("0123456789abcdef"),
                new KafkaConfig(bootstrap, protocol, Map.of()),
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
                targets,
                Map.of(),
                GatewayConfig.defaults(),
                worker);
    }

    Worker.Builder worker() {
        return Worker.builder(config());
    }

    Submission job(String type) {
        return new Submission(this, type);
    }

    void raw(ProducerRecord<byte[], byte[]> record) {
        raw(producer.send(record));
    }

    /// Has [#flush()] see to this one as well.
    void raw(Future<RecordMetadata> one) {
        sent.add(one);
    }

    /// Sends a record now.
    ///
    /// @return its offset
    long send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get().offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
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

    TopicPartition jobs(int partition) {
        return new TopicPartition(topics.jobs(QUEUE), partition);
    }

    /// The last mark of each job, by the last part of its id.
    Map<String, Mark> marks() {
        Map<String, Mark> marks = new HashMap<>();
        everyMark().forEach((id, all) -> marks.put(id, all.getLast()));
        return marks;
    }

    /// The mark of one job; fails when it has none, or more than one.
    Mark mark(JobId id) {
        List<Mark> marks = everyMark().getOrDefault(tail(id), List.of());
        if (marks.size() != 1) {
            throw new AssertionError("expected one mark of " + id + ", got " + marks);
        }
        return marks.getFirst();
    }

    /// All marks of each job, in order, by the last part of its id.
    Map<String, List<Mark>> everyMark() {
        Map<String, List<Mark>> marks = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.ledger(QUEUE))) {
            marks.computeIfAbsent(
                            new String(record.key(), StandardCharsets.UTF_8),
                            key -> new ArrayList<>())
                    .add(MarkCodec.decode(record.value()));
        }
        marks.remove(Mark.OWNER_KEY);
        return marks;
    }

    /// The marks by which each job ended, in order, by the last part of its id: one each, unless a
    /// flush was written twice.
    Map<String, List<Mark>> ends() {
        Map<String, List<Mark>> ends = new HashMap<>();
        everyMark()
                .forEach(
                        (id, marks) ->
                                ends.put(
                                        id,
                                        marks.stream()
                                                .filter(mark -> mark.state().isEnd())
                                                .toList()));
        return ends;
    }

    static String tail(JobId id) {
        return new String(JobId.tailBytes(id.high(), id.low()), StandardCharsets.UTF_8);
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return read(topics.dead(QUEUE));
    }

    /// The committed offsets of the jobs topic, by partition.
    Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                new HashMap<>(
                        got(
                                admin.listConsumerGroupOffsets(topics.workerGroup())
                                        .partitionsToOffsetAndMetadata()));
        offsets.keySet().removeIf(one -> !one.topic().equals(topics.jobs(QUEUE)));
        return offsets;
    }

    long committed(int partition) {
        OffsetAndMetadata committed = committed().get(jobs(partition));
        return committed == null ? -1 : committed.offset();
    }

    /// How many records of the jobs topic the workers have committed, of all partitions.
    long committedInAll() {
        return committed().values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    }

    /// Waits until they have committed so many.
    void awaitCommitted(long records) {
        Eventually.await(
                records + " committed", () -> committedInAll() >= records, this::committed);
    }

    /// How many records of the express topic the workers have committed, of all partitions.
    long expressCommitted() {
        return got(
                        admin.listConsumerGroupOffsets(topics.workerGroup())
                                .partitionsToOffsetAndMetadata())
                .entrySet()
                .stream()
                .filter(one -> one.getKey().topic().equals(topics.express(QUEUE)))
                .mapToLong(one -> one.getValue().offset())
                .sum();
    }

    /// Everything committed in a topic now.
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "max.partition.fetch.bytes",
                        8 << 20);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> places = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                places.add(new TopicPartition(topic, partition.partition()));
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

    static <T> T got(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
