package dev.towpath.console;

import dev.towpath.broker.SharedBroker;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.replay.Plan;
import dev.towpath.console.replay.Replay;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
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
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.testkit.Event;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// An installation of one test on the shared broker, with a worker whose handler fails as the test
/// says and counts what it did.
final class Installation implements AutoCloseable {
    static final String QUEUE = "default";
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TowpathConfig config;
    final TopicNames topics;
    final JobProducer producer;
    final TopicReader reader;

    /// How often each job had its effect, by id.
    final Map<String, Integer> effects = new ConcurrentHashMap<>();

    /// What an observer saw.
    final Observed observed = new Observed();

    /// Which payloads the handler fails on.
    volatile Predicate<String> broken = _ -> false;

    Installation() {
        this(SharedBroker.get().bootstrap());
    }

    Installation(String bootstrap) {
        config =
                new TowpathConfig(
                        "c" + COUNT.incrementAndGet() + ".",
                        new Secret("0123456789abcdef"),
                        new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of()),
                        Path.of("schemas"),
                        Map.of(
                                QUEUE,
                                new QueueConfig(
                                        2,
                                        1,
                                        1,
                                        Duration.ofDays(7),
                                        Duration.ofDays(14),
                                        Duration.ofDays(30))),
                        Map.of(
                                TowpathConfig.ANY_TYPE,
                                TypeConfig.defaults(),
                                "t",
                                TypeConfig.defaults().retried(RetryConfig.of(1))),
                        Map.of(),
                        GatewayConfig.defaults(),
                        WorkerConfig.defaults());
        topics = config.topicNames();
        try (TopicAdmin admin = TopicAdmin.of(config)) {
            admin.apply();
        }
        producer =
                new JobProducer(
                        ProducerSettings.of(config.kafka().bootstrap(), Map.of(), topics),
                        new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1)),
                        InstantSource.system(),
                        new Random(2));
        reader = new TopicReader(config.kafka(), TopicReader.Watch.NONE);
    }

    /// A request for a job as a gateway would make it.
    static JobRequest.Builder job(String data) {
        return JobRequest.json(QUEUE, "t", data.getBytes(StandardCharsets.UTF_8))
                .client("c")
                .deployment("good")
                .checksum(data.hashCode());
    }

    JobId send(JobRequest.Builder job) {
        return producer.send(job.build()).join().id();
    }

    /// So many jobs, the data of each `{"n":<number>}`.
    List<JobId> send(int jobs, String deployment) {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(send(job("{\"n\":" + i + "}").deployment(deployment)));
        }
        return ids;
    }

    Worker worker() {
        return Worker.builder(config)
                .handle(
                        "t",
                        Payload.json(),
                        (data, job) -> {
                            observed.starts(job);
                            if (broken.test(job.deployment())) {
                                observed.ends(job, Event.Result.FAILED);
                                throw new IllegalStateException(
                                        "order " + data.path("n") + " of '" + job.id() + "' fails");
                            }
                            effects.merge(job.id().toString(), 1, Integer::sum);
                            observed.ends(job, Event.Result.DONE);
                            return Outcome.done();
                        })
                .start();
    }

    DeadLetters dead(Filter filter) {
        return new DeadLetters(reader, topics, List.of(QUEUE), filter, new TreeMap<>());
    }

    Replay replay() {
        return new Replay(config, reader, InstantSource.system());
    }

    Plan plan(Plan.Origin origin, Filter filter, boolean force) {
        Instant now = Instant.now();
        return new Plan(
                Plan.newId(now),
                origin,
                List.of(QUEUE),
                filter,
                force,
                false,
                0,
                0,
                "tester",
                "towpath dead replay",
                now,
                Plan.State.STOPPED,
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                0,
                0,
                0,
                "");
    }

    /// The last mark of each job.
    Map<String, Mark> marks() {
        Map<String, Mark> marks = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.ledger(QUEUE))) {
            String tail = new String(record.key(), StandardCharsets.UTF_8);
            if (tail.length() == JobId.TAIL_LENGTH) {
                marks.put(
                        QUEUE + "_" + record.partition() + "_" + tail,
                        MarkCodec.decode(record.value()));
            }
        }
        return marks;
    }

    List<ConsumerRecord<byte[], byte[]>> jobs() {
        return read(topics.jobs(QUEUE));
    }

    List<ConsumerRecord<byte[], byte[]>> letters() {
        return read(topics.dead(QUEUE));
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        reader.read(topic, Map.of(), reader.ends(topic), all::add);
        return all;
    }

    /// Lets the observer read the topics.
    void observe() {
        observed.read(jobs(), letters(), read(topics.ledger(QUEUE)));
    }

    /// Writes a record as somebody else would.
    void raw(ProducerRecord<byte[], byte[]> record) {
        try (dev.towpath.console.topic.Sender sender =
                new dev.towpath.console.topic.Sender(config.kafka())) {
            sender.write(record);
        }
    }

    /// Tells of a process as it would itself.
    void tell(Presence presence) {
        raw(
                new ProducerRecord<>(
                        topics.presence(), 0, presence.key(), PresenceCodec.value(presence)));
    }

    /// Waits until somebody has told of himself, at most 30 s.
    void awaitPresence() throws InterruptedException {
        await(
                () -> reader.ends(topics.presence()).getOrDefault(0, 0L) > 0,
                "a worker that tells of itself");
    }

    /// Waits until so many dead letters are there, at most 30 s.
    void awaitLetters(int letters) throws InterruptedException {
        await(() -> letters().size() >= letters, letters + " letters");
    }

    /// Waits until all these jobs are marked as this generation at least.
    void awaitGeneration(List<JobId> ids, int generation) throws InterruptedException {
        await(
                () -> {
                    Map<String, Mark> marks = marks();
                    return ids.stream()
                            .allMatch(
                                    id ->
                                            marks.containsKey(id.toString())
                                                    && marks.get(id.toString()).generation()
                                                            >= generation);
                },
                "generation " + generation + " of " + ids.size() + " jobs");
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + what + " within 30 s");
            }
            if (never.await(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody counts it down");
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
