package dev.towpath.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepTest {
    private final SiteDatabase database = SiteDatabase.create();
    private final PlayedKafka kafka = new PlayedKafka();

    @Test
    void rowsThatAreLeftKeepNobodyBehindThemFromBeingSent() throws SQLException {
        for (int i = 1; i <= 5; i++) {
            enqueue("sick");
            kafka.failing(i, ErrorCode.OUTCOME_UNKNOWN);
        }
        enqueue("well");
        enqueue("");

        try (Connection relay = connect()) {
            // Of the first two rows none passes.
            assertThat(Bed.pass(sweep(2), relay)).isEqualTo(Sweep.End.NOTHING_PASSES);
            assertThat(kafka.heard()).containsExactly("sent 1");
            assertThat(Bed.pass(sweep(7), relay)).isEqualTo(Sweep.End.DONE);
        }

        assertThat(
                        database.ask(
                                "SELECT string_agg(seq::text, ' ' ORDER BY seq) FROM towpath_outbox"))
                .isEqualTo("1 2 3 4 5");
    }

    @Test
    void aGroupOfWhichARowIsLeftIsLeftInLaterBatchesOfThePassToo() throws SQLException {
        enqueue("sick");
        enqueue("well");
        enqueue("sick");
        enqueue("well");
        kafka.failing(1, ErrorCode.OUTCOME_UNKNOWN);

        try (Connection relay = connect()) {
            assertThat(Bed.pass(sweep(2), relay)).isEqualTo(Sweep.End.DONE);
        }

        assertThat(kafka.heard())
                .containsExactly("sent 1", "sent 2", "stored 2", "sent 4", "stored 4");
    }

    @Test
    void oneRelayAtATimeHasItsTurn() throws SQLException {
        enqueue("");
        try (Connection first = connect();
                Connection second = connect()) {
            assertThat(OutboxTable.takeTurn(first, Duration.ofMinutes(1))).isTrue();

            assertThat(Bed.pass(sweep(2), second)).isEqualTo(Sweep.End.ELSEWHERE);
            first.commit();
            assertThat(Bed.pass(sweep(2), second)).isEqualTo(Sweep.End.DONE);
        }
        assertThat(kafka.heard()).containsExactly("sent 1", "stored 1");
    }

    @Test
    void aRelayThatStandsStillLosesItsTurn() throws SQLException {
        enqueue("");
        try (Connection frozen = connect();
                Connection heir = connect()) {
            assertThat(OutboxTable.takeTurn(frozen, Duration.ofMillis(100))).isTrue();
            OutboxTable.claim(frozen, 0, 1, 1_000, row -> true);

            Sweep.End end = Bed.pass(sweep(1), heir);
            while (end == Sweep.End.ELSEWHERE) {
                end = Bed.pass(sweep(1), heir);
            }
            assertThat(end).isEqualTo(Sweep.End.DONE);
        }
        assertThat(kafka.heard()).containsExactly("sent 1", "stored 1");
    }

    @Test
    void aRowThatSomebodyHoldsIsPassedOver() throws SQLException {
        enqueue("");
        enqueue("");
        try (Connection operator = database.open();
                Statement statement = operator.createStatement();
                Connection relay = connect()) {
            operator.setAutoCommit(false);
            statement.execute("UPDATE towpath_outbox SET error = NULL WHERE seq = 1");

            assertThat(Bed.pass(sweep(2), relay)).isEqualTo(Sweep.End.DONE);
            assertThat(kafka.heard()).containsExactly("sent 2", "stored 2");
            operator.commit();
            Bed.pass(sweep(2), relay);
        }
        assertThat(database.waiting()).isZero();
    }

    @Test
    void theOldestIsAsOldAsItsRowIsByTheDatabasesClock() throws SQLException {
        enqueue("");
        database.execute("UPDATE towpath_outbox SET written_at = now() - interval '1 hour'");
        kafka.failing(1, ErrorCode.OUTCOME_UNKNOWN);
        try (Connection relay = connect();
                Connection other = connect()) {
            Sweep sweep = sweep(2);
            Bed.pass(sweep, relay);
            assertThat(sweep.oldest()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));

            assertThat(OutboxTable.takeTurn(other, Duration.ofMinutes(1))).isTrue();
            Sweep standby = sweep(2);
            assertThat(Bed.pass(standby, relay)).isEqualTo(Sweep.End.ELSEWHERE);
            assertThat(standby.oldest()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
        }
    }

    private Sweep sweep(int batch) {
        Sweep.Limits limits = new Sweep.Limits(batch, Duration.ofSeconds(5), 1_000);
        return new Sweep(kafka, limits, new GatewayMetrics());
    }

    private Connection connect() throws SQLException {
        return Database.of(database.login()).connect();
    }

    private void enqueue(String group) {
        database.enqueue("{\"type\":\"note.send\",\"group\":\"" + group + "\"}");
    }
}
