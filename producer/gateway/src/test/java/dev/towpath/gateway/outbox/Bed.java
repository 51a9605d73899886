package dev.towpath.gateway.outbox;

import dev.towpath.gateway.Installation;
import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.Intake;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobIdIssuer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/// A relay's parts, without the thread: the way to a real Kafka, and passes over a real table.
final class Bed implements AutoCloseable {
    final Installation installation = Installation.onSharedBroker();
    final SiteDatabase database = SiteDatabase.create();
    final GatewayMetrics metrics = new GatewayMetrics();
    private final TowpathConfig config = installation.config();
    private final JobProducer producer;
    private final LedgerView ledger;
    private final Intake intake;

    Bed() {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        producer =
                new JobProducer(
                        new ProducerSettings(
                                config.kafka().bootstrap(),
                                config.kafka().properties(),
                                config.topicNames(),
                                config.gateway().enqueueTimeout(),
                                config.gateway().maxInFlight(),
                                ProducerSettings.DEFAULT_MAX_BYTES_IN_FLIGHT),
                        new JobIdIssuer(config.secret().bytes(), clock, random),
                        clock,
                        random);
        ledger = LedgerView.start(config, clock);
        intake = new Intake(producer, ledger, clock, metrics);
    }

    /// The real way to Kafka.
    Batch.Jobs jobs() {
        Settings settings = Settings.of(config, installation.schemas());
        Caller caller = new Caller("site", Objects.requireNonNull(config.clients().get("site")));
        return Relay.jobs(intake, caller, settings, InstantSource.system());
    }

    /// A connection as a relay has it.
    Connection connect() throws SQLException {
        return Database.of(database.login()).connect();
    }

    /// One pass in batches of three.
    Sweep.End sweep(Connection connection, Batch.Jobs jobs) throws SQLException {
        Sweep.Limits limits = new Sweep.Limits(3, Duration.ofSeconds(5), 512 << 10);
        return pass(new Sweep(jobs, limits, metrics), connection);
    }

    /// One pass.
    static Sweep.End pass(Sweep sweep, Connection connection) throws SQLException {
        Sweep.End end = sweep.next(connection);
        while (end == Sweep.End.MORE) {
            end = sweep.next(connection);
        }
        return end;
    }

    /// Passes by a sound relay until nothing waits.
    void finish(Batch.Jobs jobs) throws SQLException {
        try (Connection connection = connect()) {
            while (database.waiting() > 0) {
                sweep(connection, jobs);
            }
        }
    }

    @Override
    public void close() {
        ledger.close();
        producer.close();
        metrics.close();
    }
}
