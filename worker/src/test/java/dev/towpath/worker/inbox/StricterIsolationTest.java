package dev.towpath.worker.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Transactions that see the database as it was when they began, as PostgreSQL has them.
class StricterIsolationTest {
    private static final String SERIALIZATION_FAILURE = "40001";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void whatCannotSeeTheOtherAttemptsRowIsRefusedByTheDatabaseAndFindsItTheNextTime(int isolation)
            throws SQLException {
        Site site = new Site(Database.POSTGRES, folder);
        Execution heir = Execution.first().attempt(2);
        try (Connection connection = site.begin();
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(isolation);
            statement.execute("SELECT count(*) FROM shipment");
            site.execute(Execution.first());
            assertThatThrownBy(
                            () -> Inbox.once(connection, heir, () -> Site.ship(connection, heir)))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo(SERIALIZATION_FAILURE));
            connection.rollback();
            assertThat(Inbox.once(connection, heir, () -> Site.ship(connection, heir))).isFalse();
            connection.commit();
        }
        assertThat(site.shipments()).isOne();
    }
}
