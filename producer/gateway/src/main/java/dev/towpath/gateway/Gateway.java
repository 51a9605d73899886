package dev.towpath.gateway;

import dev.towpath.gateway.dead.OldestLetters;
import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.health.KafkaProbe;
import dev.towpath.gateway.http.HttpFront;
import dev.towpath.gateway.http.Shutdown;
import dev.towpath.gateway.intake.EventBatch;
import dev.towpath.gateway.intake.Intake;
import dev.towpath.gateway.intake.LineStream;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.ladder.Ladder;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.outbox.Relay;
import dev.towpath.gateway.running.RunningJobs;
import dev.towpath.gateway.schema.SchemaPublisher;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.presence.PresenceReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway: takes jobs over HTTP, puts them on Kafka, moves those that wait down the
/// ladder, and says what has become of them.
/// Holds nothing that Kafka cannot give back.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final AtomicReference<Settings> settings;
    private final JobProducer producer;
    private final LedgerView ledger;
    private final PresenceReader presence;
    private final Ladder ladder;
    private final OldestLetters letters;
    private final KafkaProbe probe;
    private final SchemaPublisher publisher;
    private final Shutdown shutdown = new Shutdown();
    private final GatewayMetrics metrics;
    private final HttpFront.Parts parts;
    private final Optional<Relay> outbox;
    private @Nullable HttpFront front;

    private Gateway(TowpathConfig config, PayloadSchemas schemas, InstantSource clock) {
        SecureRandom random = new SecureRandom();
        JobIdIssuer ids = new JobIdIssuer(config.secret().bytes(), clock, random);
        this.settings = new AtomicReference<>(Settings.of(config, schemas));
        this.producer =
                new JobProducer(
                        new ProducerSettings(
                                config.kafka().bootstrap(),
                                config.kafka().properties(),
                                config.topicNames(),
                                config.gateway().enqueueTimeout(),
                                config.gateway().maxInFlight(),
                                ProducerSettings.DEFAULT_MAX_BYTES_IN_FLIGHT),
                        ids,
                        clock,
                        () -> ThreadLocalRandom.current().nextLong());
        this.ledger = LedgerView.start(config, clock);
        this.presence =
                PresenceReader.start(
                        config.kafka().clientProperties(), config.topicNames().presence());
        this.probe = new KafkaProbe(config);
        this.publisher = new SchemaPublisher(config);
        publisher.publish(schemas);
        this.metrics = new GatewayMetrics();
        metrics.gauge(GatewayMetrics.IN_FLIGHT, producer::inFlight);
        metrics.gauge(GatewayMetrics.LEDGER_JOBS, ledger::size);
        metrics.gauge(GatewayMetrics.LEDGER_BYTES, ledger::bytes);
        metrics.gauge(GatewayMetrics.LEDGER_LOADED, () -> ledger.loaded() ? 1 : 0);
        this.ladder = Ladder.start(config, clock, metrics);
        this.letters = OldestLetters.start(config, clock, ledger, metrics);
        Intake intake = new Intake(producer, ledger, clock, metrics);
        this.outbox =
                config.gateway()
                        .outbox()
                        .map(one -> Relay.start(one, intake, settings::get, clock, metrics));
        if (outbox.isEmpty()) {
            Relay.none(metrics);
        }
        this.parts =
                new HttpFront.Parts(
                        settings::get,
                        ids,
                        new SingleJob(intake, clock),
                        new EventBatch(intake, clock, metrics),
                        new LineStream(intake, clock, settings::get, shutdown::stopping, metrics),
                        ledger,
                        new RunningJobs(presence::alive, System::nanoTime),
                        producer,
                        this::checks,
                        shutdown,
                        metrics);
    }

    /// Starts to listen. Kafka need not be there yet.
    ///
    /// @throws TowpathException `TP-5005` when the port is taken
    public static Gateway start(TowpathConfig config, PayloadSchemas schemas) {
        return start(config, schemas, InstantSource.system());
    }

    /// Starts to listen, with a machine's clock of one's own.
    static Gateway start(TowpathConfig config, PayloadSchemas schemas, InstantSource clock) {
        Gateway gateway = new Gateway(config, schemas, clock);
        try {
            gateway.front = HttpFront.start(config.gateway(), gateway.parts);
            return gateway;
        } catch (TowpathException e) {
            gateway.close();
            throw e;
        }
    }

    /// The port that it listens on.
    public int port() {
        return front == null ? 0 : front.port();
    }

    private List<Check> checks() {
        if (shutdown.stopping()) {
            return List.of(new Check("gateway", false, "the gateway is stopping"));
        }
        List<Check> all = new ArrayList<>(probe.check());
        boolean loaded = ledger.loaded();
        all.add(publisher.check());
        all.add(ladder.check());
        all.add(new Check("ledger", loaded, loaded ? "the ledger is read" : ledger.obstacle()));
        outbox.map(Relay::check).ifPresent(all::add);
        return all;
    }

    /// The routes, each as `GET /v1/jobs/{id}`.
    List<String> paths() {
        return front == null ? List.of() : front.paths();
    }

    /// Goes by another configuration from now on: its types, clients and keys. Streams that are
    /// under way check their key again.
    ///
    /// @throws TowpathException `TP-5001` when it differs in what only a restart changes
    public void reload(TowpathConfig config, PayloadSchemas schemas) {
        TowpathConfig old = settings.get().config();
        if (!old.prefix().equals(config.prefix())
                || !old.secret().equals(config.secret())
                || !old.kafka().equals(config.kafka())
                || !old.queues().equals(config.queues())
                || !old.gateway().equals(config.gateway())) {
            throw new TowpathException(
                    ErrorCode.CONFIG_INVALID,
                    "the configuration was not loaded anew: prefix, secret, kafka, queues and"
                            + " gateway are read at start alone, and one of them has changed."
                            + " Restart the gateway");
        }
        settings.set(Settings.of(config, schemas));
        publisher.publish(schemas);
    }

    /// Takes nothing new, lets what is under way end, then stops.
    @Override
    public void close() {
        Duration patience = settings.get().config().gateway().enqueueTimeout().plusSeconds(1);
        if (!shutdown.stop(patience)) {
            LOG.warn("requests were still under way {} s after the stop", patience.toSeconds());
        }
        if (front != null) {
            front.close();
        }
        outbox.ifPresent(Relay::close);
        publisher.close();
        ladder.close();
        letters.close();
        presence.close();
        ledger.close();
        probe.close();
        producer.close();
        metrics.close();
    }
}
