package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.gateway.outbox.SiteDatabase;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.DatabaseLogin;
import dev.towpath.schemas.config.OutboxConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A gateway with an outbox, from outside.
@Execution(ExecutionMode.CONCURRENT)
class OutboxTest {
    private static final Duration SELDOM = Duration.ofMinutes(1);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Installation installation = Installation.onSharedBroker();

    @Test
    void aRowIsTheJobThatItsClientWouldHavePosted() {
        SiteDatabase database = SiteDatabase.create();
        String job = "{\"type\":\"note.send\",\"data\":1,\"group\":\"g\",\"dedupKey\":\"k\"}";
        try (Gateway gateway = start(database, OFTEN)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitReady();
            database.enqueue(job);
            database.awaitNoneWaits();

            Site.Answer posted = site.post(job);

            assertThat(posted.json().get("duplicate").booleanValue()).isTrue();
            ConsumerRecord<byte[], byte[]> first = Records.jobs(installation).getFirst();
            assertThat(Records.header(first, "ce_id"))
                    .isEqualTo(posted.json().get("id").stringValue());
            assertThat(Records.header(first, "ce_source")).isEqualTo("/clients/site");
        }
    }

    @Test
    void aRowIsAJobSoonAfterItsCommitAndNotBefore() throws SQLException {
        SiteDatabase database = SiteDatabase.create();
        try (Gateway gateway = start(database, SELDOM);
                Connection transaction = database.open()) {
            new Site(gateway.port(), Installation.SITE_KEY).awaitTelling("\"outbox\",\"ok\":true");
            transaction.setAutoCommit(false);
            SiteDatabase.enqueue(transaction, "{\"type\":\"note.send\",\"data\":\"late\"}");
            database.enqueue("{\"type\":\"note.send\",\"data\":\"first\"}");
            database.awaitNoneWaits();
            transaction.commit();
            long committed = System.nanoTime();
            database.awaitNoneWaits();

            assertThat(Duration.ofNanos(System.nanoTime() - committed))
                    .isLessThan(SELDOM.dividedBy(2));
            assertThat(payloads()).containsExactlyInAnyOrder("\"first\"", "\"late\"");
        }
    }

    @Test
    void aRowThatCanBeNoJobStaysAndIsTriedAgainWhenItsErrorIsCleared() {
        SiteDatabase database = SiteDatabase.create();
        try (Gateway gateway = start(database, OFTEN)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            UUID row = database.enqueue("{\"type\":\"note.sent\",\"data\":7}");
            database.enqueue("{\"type\":\"note.send\",\"data\":8}");
            database.awaitNoneWaits();

            assertThat(database.ask("SELECT error FROM towpath_outbox WHERE id = '" + row + "'"))
                    .startsWith("TP-1006 the job is not stored. /type: expected a type that")
                    .endsWith("did you mean 'note.send'?");
            assertThat(payloads()).containsExactly("8");
            for (String metric :
                    List.of(
                            "towpath_gateway_outbox_sent_total 1.0",
                            "towpath_gateway_outbox_refused_total{code=\"TP-1006\"} 1.0",
                            "towpath_gateway_outbox_age_seconds 0.0",
                            "towpath_gateway_outbox_connected 1.0")) {
                awaitMetric(site, metric);
            }

            database.execute(
                    "UPDATE towpath_outbox SET error = NULL,"
                            + " job = replace(job::text, 'sent', 'send')::json");
            database.awaitNoneWaits();
            assertThat(payloads()).containsExactlyInAnyOrder("8", "7");
        }
    }

    @Test
    void noCharacterOfARowThatIsRefusedKeepsTheOthersBack() {
        SiteDatabase database = SiteDatabase.create();
        database.enqueue("{\"type\":\"note.send\",\"d\\u0000ta\\ud800\u20ac\":1}");
        database.enqueue("{\"type\":\"note.send\",\"\u20acta\\u0000\":1}");
        database.enqueue("{\"type\":\"note.send\",\"data\":8}");
        try (Gateway gateway = start(database, OFTEN)) {
            assertThat(gateway.port()).isPositive();
            database.awaitNoneWaits();
        }
        assertThat(payloads()).containsExactly("8");
        assertThat(database.ask("SELECT error FROM towpath_outbox ORDER BY seq DESC LIMIT 1"))
                .contains("got the unknown field '\\u20acta\\u0000'");
    }

    @Test
    void anOutboxMaySubmitWhatItsClientMay() {
        installation
                .type("mail.send", TypeConfig.defaults(), PayloadFormat.JSON)
                .client(
                        "site",
                        new ClientConfig(
                                List.of(),
                                Set.of(Scope.SUBMIT),
                                Installation.all(),
                                Set.of("mail.send")));
        SiteDatabase database = SiteDatabase.create();
        try (Gateway gateway = start(database, OFTEN)) {
            assertThat(gateway.port()).isPositive();
            database.enqueue("{\"type\":\"note.send\"}");
            database.enqueue("{\"type\":\"mail.send\"}");
            database.awaitNoneWaits();
        }
        assertThat(database.ask("SELECT error FROM towpath_outbox"))
                .startsWith("TP-1009 client 'site' may not submit jobs of type 'note.send'");
        assertThat(Records.jobs(installation)).hasSize(1);
    }

    @Test
    void whatARowSaysOfTimeCountsFromWhenItWasWritten() {
        SiteDatabase database = SiteDatabase.create();
        database.enqueue("{\"type\":\"note.send\",\"data\":1,\"delay\":\"3h\"}");
        database.enqueue("{\"type\":\"note.send\",\"data\":2,\"expires\":\"3h\"}");
        database.enqueue("{\"type\":\"note.send\",\"data\":3,\"delay\":\"1h\"}");
        database.enqueue("{\"type\":\"note.send\",\"data\":4,\"expires\":\"1h\"}");
        database.execute("UPDATE towpath_outbox SET written_at = now() - interval '2 hours'");
        try (Gateway gateway = start(database, OFTEN)) {
            assertThat(gateway.port()).isPositive();
            database.awaitNoneWaits();
        }
        long hour = Duration.ofHours(1).toMillis();
        long soon = System.currentTimeMillis() + hour;
        assertThat(envelope("1").dueAt()).isBetween(hour - 60_000, hour);
        assertThat(envelope("2").expiresAt()).isBetween(soon - 60_000, soon);
        assertThat(envelope("3").dueAt()).as("is due at once").isZero();
        assertThat(envelope("4").expiresAt())
                .as("has expired, as its worker will tell")
                .isLessThan(System.currentTimeMillis());
    }

    @Test
    void aRowIsRememberedForADayWhateverItsTypeSays() {
        installation.type(
                "note.send",
                Installation.window(TypeConfig.defaults(), Duration.ofSeconds(1)),
                PayloadFormat.JSON);
        SiteDatabase database = SiteDatabase.create();
        database.enqueue("{\"type\":\"note.send\",\"data\":1}");
        database.enqueue("{\"type\":\"note.send\",\"data\":2,\"dedupKey\":\"k\"}");
        try (Gateway gateway = start(database, OFTEN)) {
            assertThat(gateway.port()).isPositive();
            database.awaitNoneWaits();
        }
        assertThat(envelope("1").windowMillis()).isEqualTo(Duration.ofDays(1).toMillis());
        assertThat(envelope("2").windowMillis()).isEqualTo(1_000);
    }

    @Test
    void withoutItsTableOrItsDatabaseTheGatewayIsReadyAndSaysWhatIsMissing() {
        SiteDatabase database = SiteDatabase.empty();
        try (Gateway gateway = start(database, OFTEN)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitTelling("TP-2020 the outbox's rows cannot be fetched: the database has no");
            site.awaitReady();
            assertThat(site.get("/readyz").text()).contains("outboxTable()");
            assertThat(site.get("/metrics").text())
                    .contains("towpath_gateway_outbox_connected 0.0");

            database.makeOutbox();
            database.enqueue("{\"type\":\"note.send\"}");
            database.awaitNoneWaits();
            site.awaitTelling("\"outbox\",\"ok\":true");
        }
    }

    @Test
    void aConnectionThatIsCutIsMadeAnew() {
        SiteDatabase database = SiteDatabase.create();
        try (Gateway gateway = start(database, OFTEN)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitTelling("\"outbox\",\"ok\":true");
            database.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                            + " datname = current_database() AND pid <> pg_backend_pid()");
            database.enqueue("{\"type\":\"note.send\"}");
            database.awaitNoneWaits();
        }
        assertThat(Records.jobs(installation)).hasSize(1);
    }

    @Test
    void noPasswordIsTold() {
        DatabaseLogin login =
                DatabaseLogin.of(
                        "postgres://eva:hush-hush@127.0.0.1:1/site?sslmode=disable",
                        Optional.empty(),
                        Optional.empty());
        OutboxConfig outbox = new OutboxConfig(login, "site", 10, OFTEN);
        assertThat(outbox.toString()).doesNotContain("hush");
        try (Gateway gateway = installation.outbox(outbox).start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitTelling("TP-2020 the outbox's rows cannot be fetched: Connection to");
            assertThat(site.get("/readyz").text()).doesNotContain("hush");
        }
    }

    @Test
    void severalGatewaysShareAnOutboxAndKeepTheOrderOfItsGroups() throws SQLException {
        SiteDatabase database = SiteDatabase.create();
        try (Gateway one = start(database, OFTEN);
                Gateway two = installation.start();
                Connection site = database.open()) {
            assertThat(one.port()).isNotEqualTo(two.port());
            for (int i = 100; i < 400; i++) {
                SiteDatabase.enqueue(
                        site,
                        "{\"type\":\"note.send\",\"group\":\"g" + i % 3 + "\",\"data\":" + i + "}");
            }
            database.awaitNoneWaits();
        }
        for (String group : List.of("g0", "g1", "g2")) {
            assertThat(
                            Records.jobs(installation).stream()
                                    .filter(job -> group.equals(new String(job.key(), UTF_8)))
                                    .map(job -> new String(job.value(), UTF_8)))
                    .hasSize(100)
                    .isSorted();
        }
    }

    /// A relay counts after its commit.
    private static void awaitMetric(Site site, String line) {
        while (!site.get("/metrics").text().contains(line)) {
            Thread.onSpinWait();
        }
    }

    private Gateway start(SiteDatabase database, Duration poll) {
        return installation.outbox(new OutboxConfig(database.login(), "site", 10, poll)).start();
    }

    private List<String> payloads() {
        return Records.jobs(installation).stream()
                .map(job -> new String(job.value(), UTF_8))
                .toList();
    }

    private JobEnvelope envelope(String payload) {
        return Records.jobs(installation).stream()
                .filter(job -> payload.equals(new String(job.value(), UTF_8)))
                .map(job -> job.headers().lastHeader(EnvelopeCodec.HEADER).value())
                .map(EnvelopeCodec::decode)
                .findFirst()
                .orElseThrow();
    }
}
