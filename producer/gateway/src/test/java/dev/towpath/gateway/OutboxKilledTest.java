package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.gateway.outbox.EnqueuedIfCommitted;
import dev.towpath.gateway.outbox.SiteDatabase;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.OutboxConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A whole gateway is killed while it relays, and Kafka under it.
@Tag("full")
class OutboxKilledTest {
    private static final int KILLS = 3;
    private static final int TRANSACTIONS = 400;

    private final EnqueuedIfCommitted guarantee = new EnqueuedIfCommitted();
    private final SiteDatabase database = SiteDatabase.create();

    @Test
    void whateverIsUnderWayWhenAGatewayIsKilledEachCommittedRowIsOneJob() throws SQLException {
        Installation installation = Installation.onSharedBroker();
        write(TRANSACTIONS);
        for (int i = 0; i < KILLS; i++) {
            int before = database.waiting();
            try (GatewayProcess gateway = GatewayProcess.start(installation, database)) {
                while (database.waiting() == before) {
                    Thread.onSpinWait();
                }
                gateway.kill();
            }
        }
        assertThat(database.waiting()).as("rows at the last kill").isPositive();
        try (GatewayProcess gateway = GatewayProcess.start(installation, database)) {
            assertThat(gateway.port()).isPositive();
            database.awaitNoneWaits();
        }

        assertThat(guarantee.judge(Records.jobs(installation))).isEmpty();
    }

    @Test
    void whileKafkaIsAwayRowsStayAndWhenItIsBackEachIsOneJob() throws SQLException {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            Installation installation =
                    Installation.at(broker.bootstrap())
                            .gateway(
                                    Installation.enqueueTimeout(
                                            GatewayConfig.defaults(), Duration.ofSeconds(1)))
                            .outbox(
                                    new OutboxConfig(
                                            database.login(), "site", 3, Duration.ofMillis(10)));
            installation.createTopics();
            try (Gateway gateway = installation.start()) {
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                site.awaitReady();
                write(10);
                database.awaitNoneWaits();

                broker.kill();
                write(20);
                site.awaitTelling("rows are left for now: ");
                assertThat(database.waiting()).isPositive();
                broker.restart();
                database.awaitNoneWaits();
                site.awaitTelling("\"outbox\",\"ok\":true");
            }
            assertThat(guarantee.judge(Records.jobs(installation))).isEmpty();
        }
    }

    /// Transactions of two rows, every other of which is rolled back.
    private void write(int transactions) throws SQLException {
        try (Connection site = database.open()) {
            site.setAutoCommit(false);
            for (int i = 0; i < transactions; i++) {
                String name = transactions + "." + i;
                SiteDatabase.enqueue(site, job(name + ".a", ""));
                SiteDatabase.enqueue(site, job(name + ".b", ",\"group\":\"g" + i % 5 + "\""));
                if (i % 2 == 0) {
                    site.commit();
                    guarantee.committed(name + ".a");
                    guarantee.committed(name + ".b");
                } else {
                    site.rollback();
                    guarantee.rolledBack(name + ".a");
                    guarantee.rolledBack(name + ".b");
                }
            }
        }
    }

    private static String job(String name, String more) {
        return "{\"type\":\"note.send\",\"data\":\"" + name + "\"" + more + "}";
    }
}
