package dev.towpath.worker.run;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.PresenceReader;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.kafka.BrokerClients;
import dev.towpath.worker.kafka.ControlReader;
import dev.towpath.worker.kafka.HistoryWriter;
import dev.towpath.worker.kafka.PresenceWriter;
import dev.towpath.worker.observe.WorkerMetrics;
import dev.towpath.worker.thread.Threads;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// The threads and clients of a worker, wired in one place.
public final class WorkerProcess implements AutoCloseable {
    private final Admin admin;
    private final JobProducer producer;
    private final ControlReader control;
    private final PresenceWriter presence;
    private final HistoryWriter history;
    private final @Nullable PresenceReader others;
    private final Shell shell;
    private final InstantSource clock;
    private final Thread thread = new Thread(this::run, "towpath-poll");
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
        Map<String, Object> settings = config.kafka().clientProperties();
        TopicNames topics = config.topicNames();
        Policies policies = new Policies(config, handlers.types());
        WorkerMetrics metrics = new WorkerMetrics(registry);
        SchemaStore schemas = new SchemaStore();
        Set<Long> known = addTo(schemas, payloads);
        SecureRandom random = new SecureRandom();
        Identity self = Identity.here(Identity.Role.WORKER, WorkerProcess.class, clock.millis());
        presence = new PresenceWriter(settings, topics.presence());
        others =
                policies.sharedLimits().isEmpty()
                        ? null
                        : PresenceReader.start(settings, topics.presence());
        history =
                new HistoryWriter(
                        settings, topics, config.worker().history(), self, metrics::historyDropped);
        producer =
                new JobProducer(
                        ProducerSettings.of(
                                config.kafka().bootstrap(), config.kafka().properties(), topics),
                        new JobIdIssuer(config.secret().bytes(), clock, random),
                        clock,
                        () -> ThreadLocalRandom.current().nextLong());
        shell =
                new Shell(
                        new Shell.Work(config, policies, handlers, queues, schemas, known),
                        new Shell.Place(
                                new BrokerClients(settings, topics.workerGroup(), protocol, admin),
                                Threads.ofJvm(),
                                clock,
                                metrics),
                        new Shell.Outside(
                                self,
                                new EmittedJobs(config, payloads, producer)::send,
                                producer::send,
                                others,
                                presence::tell,
                                history));
        control = new ControlReader(settings, topics.control(), schemas, shell.operators());
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
            GroupProtocol protocol = BrokerClients.protocol(admin, config.kafka().groupProtocol());
            WorkerProcess process =
                    new WorkerProcess(
                            config, handlers, queues, payloads, registry, clock, admin, protocol);
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
        return shell.standing().problems(clock.millis());
    }

    public List<PartitionView> partitions() {
        return shell.standing().partitions();
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
        shell.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            shell.run();
            presence.leave();
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException(e);
        } finally {
            control.close();
            if (others != null) {
                others.close();
            }
            presence.close();
            history.close();
            producer.close();
            admin.close();
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
