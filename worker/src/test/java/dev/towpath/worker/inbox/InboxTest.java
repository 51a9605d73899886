package dev.towpath.worker.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class InboxTest {
    private static final Execution FIRST = Execution.first();

    private final Database database;
    @TempDir private Path folder;
    private Site site;

    InboxTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        site = new Site(database, folder);
    }

    @Test
    void anEffectHappensOnceHoweverOftenTheJobIsExecuted() throws SQLException {
        assertThat(site.execute(FIRST)).isTrue();
        assertThat(site.execute(FIRST)).isFalse();
        assertThat(site.execute(FIRST.attempt(2))).isFalse();
        assertThat(site.execute(FIRST.byOwner(11))).isFalse();
        assertThat(site.shipments()).isOne();
    }

    @Test
    void aCrashBeforeTheCommitLeavesNeitherEffectNorRow() throws SQLException {
        try (Connection connection = site.begin()) {
            Inbox.once(connection, FIRST, () -> Site.ship(connection, FIRST));
            connection.rollback();
        }
        assertThat(site.rows()).isZero();
        assertThat(site.shipments()).isZero();
        assertThat(site.execute(FIRST.byOwner(11))).isTrue();
        assertThat(site.shipments()).isOne();
    }

    @Test
    void anEffectThatThrowsIsTakenBackWithItsRowAndTheTransactionGoesOn() throws SQLException {
        try (Connection connection = site.begin()) {
            Site.ship(connection, FIRST.attempt(9));
            assertThatThrownBy(
                            () ->
                                    Inbox.once(
                                            connection,
                                            FIRST,
                                            () -> {
                                                Site.ship(connection, FIRST);
                                                throw new IllegalStateException("out of boxes");
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("out of boxes");
            connection.commit();
        }
        assertThat(site.rows()).isZero();
        assertThat(site.shipments()).as("what was written before").isOne();
        assertThat(site.execute(FIRST.attempt(2))).isTrue();
    }

    @Test
    void aStatementThatTheDatabaseRefusesIsTakenBackToo() throws SQLException {
        try (Connection connection = site.begin();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(
                            () ->
                                    Inbox.once(
                                            connection,
                                            FIRST,
                                            () -> statement.execute("INSERT INTO nowhere")))
                    .isInstanceOf(SQLException.class);
            assertThat(Inbox.once(connection, FIRST, () -> Site.ship(connection, FIRST))).isTrue();
            connection.commit();
        }
        assertThat(site.shipments()).isOne();
    }

    @Test
    void anOlderAttemptIsRefused() throws SQLException {
        site.execute(FIRST.byOwner(11));
        assertThatThrownBy(() -> site.execute(FIRST.attempt(3)))
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INBOX_FENCED))
                .hasMessageStartingWith(
                        "job "
                                + FIRST.id()
                                + ": the attempt with fence 10.0.3 is not the newest, 11.0.1 has"
                                + " written through the inbox. Nothing was written; roll back.");
        assertThat(site.shipments()).isOne();
    }

    @Test
    void aReplayedDeadLetterDoesNotRepeatWhatItDidBeforeItDied() throws SQLException {
        site.execute(FIRST);
        assertThat(site.execute(FIRST.replayed())).isFalse();
        assertThat(site.shipments()).isOne();
    }

    @Test
    void aForcedReplayWritesOnceMoreHoweverOftenItIsExecuted() throws SQLException {
        site.execute(FIRST);
        Execution forced = FIRST.replayed().byForce();
        assertThat(site.execute(forced)).isTrue();
        assertThat(site.execute(forced.attempt(2))).isFalse();
        assertThat(site.shipments()).isEqualTo(2);
        assertThatThrownBy(() -> site.execute(FIRST.attempt(2)))
                .as("an attempt of the generation before")
                .isInstanceOf(TowpathException.class);
    }

    @Test
    void aReplayWithAnEditedPayloadWritesOnceMore() throws SQLException {
        site.execute(FIRST);
        assertThat(site.execute(FIRST.replayed().withPayload(78))).isTrue();
        assertThat(site.execute(FIRST.replayed().withPayload(78).attempt(2))).isFalse();
    }

    @Test
    void aDedupKeyTakesEffectOncePerWindow() throws SQLException {
        site.execute(FIRST);
        Duration less = Execution.WINDOW.minusMillis(1);
        assertThat(site.execute(FIRST.submittedAgain(less))).isFalse();
        assertThat(site.execute(FIRST.submittedAgain(Execution.WINDOW))).isTrue();
        assertThat(site.shipments()).isEqualTo(2);
    }

    @Test
    void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
        try (Connection connection = site.open()) {
            assertThatThrownBy(() -> Inbox.once(connection, FIRST, () -> {}))
                    .isInstanceOfSatisfying(
                            TowpathException.class,
                            e ->
                                    assertThat(e.code())
                                            .isEqualTo(ErrorCode.INBOX_OUTSIDE_TRANSACTION))
                    .hasMessageContaining(
                            "Nothing was written. Say connection.setAutoCommit(false)");
        }
        assertThat(site.rows()).isZero();
    }

    @Test
    void aMissingTableIsNamedWithWhatMakesIt() throws SQLException {
        try (Connection connection = site.open();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE towpath_inbox");
        }
        assertThatThrownBy(() -> site.execute(FIRST))
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INBOX_MISSING);
                            assertThat(e.code().retryable()).isTrue();
                        })
                .hasMessageContaining("has no table towpath_inbox where this connection looks")
                .hasMessageEndingWith("Trying again is safe.");
        assertThat(site.shipments()).isZero();
    }

    @Test
    void rowsGoWhenTheyAreOldAndTheirWindowIsOver() throws SQLException {
        site.execute(FIRST);
        Instant windowEnds = FIRST.acceptedAt().plus(Execution.WINDOW);
        Instant written = Instant.now();
        Instant bothOver = written.isAfter(windowEnds) ? written : windowEnds;
        try (Connection connection = site.open()) {
            assertThat(Inbox.forget(connection, FIRST.acceptedAt())).isZero();
            assertThat(Inbox.forget(connection, windowEnds)).isZero();
            assertThat(Inbox.forget(connection, bothOver.plusSeconds(60))).isOne();
        }
        assertThat(site.rows()).isZero();
    }
}
