package dev.towpath.gateway;

import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.health.KafkaProbe;
import dev.towpath.gateway.http.HttpFront;
import dev.towpath.gateway.intake.Intake;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.PayloadSchemas;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A running gateway: takes jobs over HTTP, puts them on Kafka, and says what has become of them.
/// Holds nothing that Kafka cannot give back.
public final class Gateway implements AutoCloseable {
    private final AtomicReference<Settings> settings;
    private final JobProducer producer;
    private final LedgerView ledger;
    private final KafkaProbe probe;
    private final HttpFront front;

    private Gateway(TowpathConfig config, PayloadSchemas schemas) {
        InstantSource clock = InstantSource.system();
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
                        random);
        this.ledger = LedgerView.start(config, clock);
        this.probe = new KafkaProbe(config);
        this.front =
                HttpFront.start(
                        config.gateway(),
                        settings::get,
                        ids,
                        new SingleJob(new Intake(producer, ledger, clock), clock),
                        ledger,
                        this::checks);
    }

    /// Starts to listen. Kafka need not be there yet.
    ///
    /// @throws dev.towpath.schemas.error.TowpathException `TP-5005` when the port is taken
    public static Gateway start(TowpathConfig config, PayloadSchemas schemas) {
        return new Gateway(config, schemas);
    }

    /// The port that it listens on.
    public int port() {
        return front.port();
    }

    private List<Check> checks() {
        List<Check> all = new ArrayList<>(probe.check());
        boolean loaded = ledger.loaded();
        all.add(new Check("ledger", loaded, loaded ? "the ledger is read" : ledger.obstacle()));
        return all;
    }

    @Override
    public void close() {
        front.close();
        ledger.close();
        probe.close();
        producer.close();
    }
}
