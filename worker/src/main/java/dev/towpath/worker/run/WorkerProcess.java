package dev.towpath.worker.run;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.PresenceReader;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.ControlReader;
import dev.towpath.worker.kafka.Flusher;
import dev.towpath.worker.kafka.HistoryWriter;
import dev.towpath.worker.kafka.Ladder;
import dev.towpath.worker.kafka.LedgerMemory;
import dev.towpath.worker.kafka.OneByOne;
import dev.towpath.worker.kafka.PresenceWriter;
import dev.towpath.worker.kafka.Restorer;
import dev.towpath.worker.limit.Shares;
import dev.towpath.worker.limit.Targets;
import dev.towpath.worker.observe.Verdicts;
import dev.towpath.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads and clients of a worker, wired in one place.
public final class WorkerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

    private final Admin admin;
    private final JobProducer producer;
    private final Flusher flusher;
    private final Restorer restorer;
    private final ControlReader control;
    private final PresenceWriter presence;
    private final HistoryWriter history;
    private final Ladder ladder;
    private final Restraints restraints;
    private final Engine engine;
    private final Standing standing;
    private final InstantSource clock;
    private final Thread thread = new Thread(this::run, "towpath-poll");
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    private WorkerProcess(
            TowpathConfig config,
            Handlers handlers,
            Set<String> queues,
            PayloadSchemas payloads,
            MeterRegistry registry,
            InstantSource clock,
            Admin admin,
            GroupProtocol protocol) {
        this.admin = admin;
        this.clock = clock;
        Map<String, Object> clients = config.kafka().clientProperties();
        TopicNames topics = config.topicNames();
        Policies policies = new Policies(config, handlers.types());
        WorkerConfig bounds = config.worker();
        WorkerMetrics metrics = new WorkerMetrics(registry);
        SchemaStore schemas = new SchemaStore();
        Set<Long> known = addTo(schemas, payloads);
        Inbox inbox = new Inbox();
        SecureRandom random = new SecureRandom();
        LedgerMemory ledgers = new LedgerMemory();
        presence = new PresenceWriter(clients, topics.presence());
        Identity self = Identity.here(Identity.Role.WORKER, WorkerProcess.class, clock.millis());
        Shares shares = new Shares(self.process(), policies.sharedLimits());
        restraints =
                new Restraints(
                        new Targets(config.targets(), policies.targets(), clock),
                        shares,
                        shares.isEmpty() ? null : PresenceReader.start(clients, topics.presence()),
                        metrics);
        standing =
                new Standing(
                        metrics, new Heartbeat(self, policies.byQueue(queues), presence::tell));
        history =
                new HistoryWriter(clients, topics, bounds.history(), self, metrics::historyDropped);
        producer =
                new JobProducer(
                        ProducerSettings.of(
                                config.kafka().bootstrap(), config.kafka().properties(), topics),
                        new JobIdIssuer(config.secret().bytes(), clock, random),
                        clock,
                        random);
        flusher =
                new Flusher(
                        clients,
                        topics,
                        ledgers,
                        clock,
                        result -> inbox.put(new Inbox.Message.Flushed(result)));
        restorer =
                new Restorer(
                        admin,
                        clients,
                        topics,
                        ledgers,
                        bounds.ledgerBytesPerPartition(),
                        restored -> inbox.put(new Inbox.Message.Opening(restored)));
        control = new ControlReader(clients, topics.control(), schemas, new Operators(inbox));
        HandlerThreads threads =
                new HandlerThreads(
                        new Execution(
                                handlers,
                                schemas,
                                policies.finalErrors(),
                                policies.targets().keySet(),
                                new EmittedJobs(config, payloads, producer)::send),
                        bounds.maxChildren(),
                        inbox);
        ladder =
                new Ladder(
                        clients,
                        topics,
                        (putBack, stored) ->
                                inbox.put(
                                        new Inbox.Message.PutBack(
                                                new Event.PutBackEnded(
                                                        putBack.job(), putBack.run(), stored))));
        BoundedBytes bytes = new BoundedBytes();
        KafkaConsumer<byte[], byte[]> consumer =
                Clients.jobs(clients, topics.workerGroup(), protocol, bytes);
        BoundedBytes expressBytes = new BoundedBytes();
        KafkaConsumer<byte[], byte[]> expressConsumer = Clients.express(clients, expressBytes);
        Supplier<OneByOne> oneByOne = () -> new OneByOne(clients);
        Intake intake = new Intake(consumer, bytes, oneByOne, topics::jobs, queues);
        Express express =
                new Express(
                        expressConsumer,
                        new Intake(
                                expressConsumer, expressBytes, oneByOne, topics::express, queues));
        engine =
                new Engine(
                        new Core(
                                policies.limits(),
                                policies.types(),
                                policies.weights(),
                                policies.targetLimits(),
                                known),
                        consumer,
                        express,
                        flusher,
                        new Assignments(restorer, standing, metrics),
                        threads,
                        restraints,
                        inbox,
                        intake,
                        new Deeds(
                                threads,
                                restraints,
                                ladder,
                                new DeathNotices(
                                        config, policies.onDead(), schemas, producer, inbox),
                                intake,
                                express,
                                new Verdicts(metrics, history),
                                standing,
                                metrics),
                        metrics,
                        new PollClock(clock, System::nanoTime),
                        new Engine.Timing(bounds.flushPause(), bounds.drainTimeout()),
                        standing);
    }

    /// Starts a worker.
    ///
    /// @throws TowpathException KAFKA_UNAVAILABLE when Kafka cannot be reached
    public static WorkerProcess start(
            TowpathConfig config,
            Handlers handlers,
            Set<String> queues,
            PayloadSchemas payloads,
            MeterRegistry registry,
            InstantSource clock) {
        Admin admin = Admin.create(config.kafka().clientProperties());
        try {
            GroupProtocol protocol = Clients.protocol(admin, config.kafka().groupProtocol());
            WorkerProcess process =
                    new WorkerProcess(
                            config, handlers, queues, payloads, registry, clock, admin, protocol);
            process.flusher.start();
            process.control.start();
            process.presence.start();
            process.history.start();
            process.thread.start();
            return process;
        } catch (ExecutionException | KafkaException e) {
            admin.close();
            throw unavailable(config, e);
        } catch (InterruptedException e) {
            admin.close();
            Thread.currentThread().interrupt();
            throw unavailable(config, e);
        }
    }

    /// See [dev.towpath.worker.Worker#problems()].
    public List<String> problems() {
        return standing.problems(clock.millis());
    }

    public List<PartitionView> partitions() {
        return standing.partitions();
    }

    /// Waits until the poll thread has ended.
    public void awaitEnd() throws InterruptedException {
        thread.join();
        RuntimeException ended = failure;
        if (ended != null) {
            throw ended;
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            engine.subscribe();
            standing.running();
            while (!stopping) {
                engine.round();
            }
            engine.drain();
            standing.stopped("it was stopped");
            presence.leave();
        } catch (RuntimeException | Error e) {
            log.error("The worker stops: {}", e.getMessage(), e);
            standing.stopped("it stopped because of a failure: " + e.getMessage());
            failure = e instanceof RuntimeException known ? known : new IllegalStateException(e);
            abandon();
        } finally {
            restorer.close();
            control.close();
            restraints.close();
            presence.close();
            history.close();
            flusher.close();
            producer.close();
            ladder.close();
            admin.close();
        }
    }

    private void abandon() {
        try {
            engine.abandon();
        } catch (RuntimeException e) {
            log.error("What ran could not be given up in order", e);
        }
    }

    private static Set<Long> addTo(SchemaStore schemas, PayloadSchemas payloads) {
        Set<Long> known = new HashSet<>();
        for (PayloadFormat format : payloads.formats().values()) {
            if (format instanceof PayloadFormat.Avro avro) {
                schemas.add(avro);
                known.add(avro.fingerprint());
            }
        }
        return known;
    }

    private static TowpathException unavailable(TowpathConfig config, Exception cause) {
        return new TowpathException(
                ErrorCode.KAFKA_UNAVAILABLE,
                "Kafka at "
                        + config.kafka().bootstrap()
                        + " cannot be reached: "
                        + cause
                        + ". Nothing was run. Check that it is up, then start the worker again.",
                cause);
    }
}
