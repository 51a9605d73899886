package dev.towpath.gateway.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// The statements of the table `towpath_outbox`, each in the transaction of a connection.
final class OutboxTable {
    /// What those who write rows notify.
    static final String CHANNEL = "towpath_outbox";

    /// How many rows are in memory at a time.
    private static final int FETCHED = 16;

    /// One relay at a time, for as long as its transaction: several would send a group's rows out
    /// of order. A relay that stands still is cut off by the server, and the lock with it.
    private static final String TAKE_TURN =
            """
            SELECT set_config('idle_in_transaction_session_timeout', ?, true),
              pg_try_advisory_xact_lock(
                1953462128 * 4294967296 + CAST(CAST('towpath_outbox' AS regclass) AS oid)::bigint)""";

    private static final String CLAIM =
            """
            SELECT seq, id, CASE WHEN octet_length(job::text) <= ? THEN job::text END,
              octet_length(job::text), traceparent,
              CAST(extract(epoch FROM clock_timestamp() - written_at) * 1000 AS bigint)
            FROM towpath_outbox WHERE error IS NULL AND seq > ?
            ORDER BY seq LIMIT ? FOR UPDATE SKIP LOCKED""";

    private static final String OLDEST =
            """
            SELECT CAST(extract(epoch FROM clock_timestamp() - written_at) * 1000 AS bigint)
            FROM towpath_outbox WHERE error IS NULL ORDER BY seq LIMIT 1""";

    private static final String DELETE = "DELETE FROM towpath_outbox WHERE seq = ANY (?)";
    private static final String REFUSE = "UPDATE towpath_outbox SET error = ? WHERE seq = ?";

    private OutboxTable() {}

    /// Where claimed rows go.
    @FunctionalInterface
    interface Taker {
        /// @return whether there may be more
        boolean take(Row row);
    }

    /// The statements that make the table where it is absent: the one text of them, from which
    /// migrations and the npm package have it.
    static String ddl() {
        try (InputStream file = OutboxTable.class.getResourceAsStream("outbox.sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks to be told of new rows from now on.
    static void listen(Connection connection) throws SQLException {
        try (PreparedStatement listen = connection.prepareStatement("LISTEN " + CHANNEL)) {
            listen.execute();
        }
        connection.commit();
    }

    /// Takes the turn for this transaction; false when another relay has it.
    ///
    /// @param idle how long the transaction may stand still before the server ends it
    static boolean takeTurn(Connection connection, Duration idle) throws SQLException {
        try (PreparedStatement turn = connection.prepareStatement(TAKE_TURN)) {
            turn.setString(1, idle.toMillis() + "ms");
            try (ResultSet answer = turn.executeQuery()) {
                return answer.next() && answer.getBoolean(2);
            }
        }
    }

    /// Locks rows that wait, in their order, and gives them out. Those that others have locked are
    /// passed over.
    ///
    /// @param after the place behind which to begin
    /// @param maxBytes the longest JSON that is read
    static void claim(Connection connection, long after, int most, long maxBytes, Taker taker)
            throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setFetchSize(FETCHED);
            claim.setLong(1, maxBytes);
            claim.setLong(2, after);
            claim.setInt(3, most);
            try (ResultSet rows = claim.executeQuery()) {
                boolean more = true;
                while (more && rows.next()) {
                    more = taker.take(row(rows));
                }
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                Objects.requireNonNull(row.getObject(2, UUID.class)),
                row.getString(3),
                row.getLong(4),
                Objects.requireNonNullElse(row.getString(5), ""),
                Duration.ofMillis(Math.max(0, row.getLong(6))));
    }

    /// How long the first row in order has waited; zero when none waits.
    static Duration oldest(Connection connection) throws SQLException {
        try (PreparedStatement oldest = connection.prepareStatement(OLDEST);
                ResultSet row = oldest.executeQuery()) {
            return row.next() ? Duration.ofMillis(Math.max(0, row.getLong(1))) : Duration.ZERO;
        }
    }

    static void delete(Connection connection, Collection<Long> rows) throws SQLException {
        Array places = connection.createArrayOf("bigint", rows.toArray());
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setArray(1, places);
            delete.executeUpdate();
        }
    }

    /// Says of rows why they can be no jobs, which keeps them and lets others pass.
    static void refuse(Connection connection, Map<Long, String> whys) throws SQLException {
        try (PreparedStatement refuse = connection.prepareStatement(REFUSE)) {
            for (Map.Entry<Long, String> why : whys.entrySet()) {
                refuse.setString(1, why.getValue());
                refuse.setLong(2, why.getKey());
                refuse.addBatch();
            }
            refuse.executeBatch();
        }
    }
}
