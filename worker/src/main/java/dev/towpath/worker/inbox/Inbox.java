package dev.towpath.worker.inbox;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.handler.JobContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A table in a handler's own database, one row a job, that lets what a job does there happen once
/// however often the job is executed. The row is written in the handler's own transaction: effect
/// and row are there together, or neither is.
///
/// ```
/// connection.setAutoCommit(false);
/// Inbox.once(connection, job, () -> ship(connection, order));
/// connection.commit();
/// return Outcome.done();
/// ```
///
/// SQLite from 3.24 and PostgreSQL have what it needs. With PostgreSQL two attempts of a job wait
/// for each other in the database; with SQLite so do all who write.
public final class Inbox {
    private static final List<String> DDL =
            List.of(
                    """
                    CREATE TABLE IF NOT EXISTS towpath_inbox (
                      job TEXT PRIMARY KEY,
                      generation INTEGER NOT NULL,
                      owner_epoch BIGINT NOT NULL,
                      attempt INTEGER NOT NULL,
                      checksum BIGINT NOT NULL,
                      accepted_at BIGINT NOT NULL,
                      window_until BIGINT NOT NULL,
                      written_at BIGINT NOT NULL
                    )""",
                    """
                    CREATE INDEX IF NOT EXISTS towpath_inbox_written
                      ON towpath_inbox (written_at)""");

    private static final String FORGET =
            "DELETE FROM towpath_inbox WHERE written_at < ? AND window_until < ?";

    private Inbox() {}

    /// What a job does, in the transaction that it was begun in.
    ///
    /// @param <E> what it throws when it fails
    @FunctionalInterface
    public interface Effect<E extends Exception> {
        void write() throws E;
    }

    /// Writes an effect, unless the same was written before: by an earlier attempt of the job, or
    /// by an earlier generation of it, as it is when a dead letter is replayed. It is written once
    /// more when the replay was forced, when the payload is another one, and when the job was
    /// submitted again after its dedup window.
    ///
    /// The caller commits. When the effect throws, what it wrote is rolled back and its row with
    /// it; what the transaction did before stays.
    ///
    /// @param connection in a transaction, at best one that has done nothing yet
    /// @return whether it was written now; false when it was before
    /// @throws TowpathException INBOX_FENCED when a newer attempt of the job has written through
    ///     the inbox; INBOX_OUTSIDE_TRANSACTION; INBOX_MISSING. The effect was not written.
    /// @throws SQLException what the database says; the effect was not written, and the attempt
    ///     may be made again
    /// @throws E what the effect threw
    public static <E extends Exception> boolean once(
            Connection connection, JobContext job, Effect<E> effect) throws SQLException, E {
        if (connection.getAutoCommit()) {
            throw outsideTransaction(job);
        }
        Savepoint before = connection.setSavepoint();
        boolean taken;
        try {
            taken = take(connection, Row.of(job), job.forced());
            if (taken) {
                effect.write();
            }
        } catch (Throwable e) {
            undo(connection, before, e);
            throw e;
        }
        connection.releaseSavepoint(before);
        return taken;
    }

    /// The statements that make the table and its index where they are absent; SQLite and
    /// PostgreSQL take the same.
    public static List<String> ddl() {
        return DDL;
    }

    /// Makes the table where it is absent.
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : DDL) {
                statement.execute(sql);
            }
        }
    }

    /// Deletes the rows that were written before a time and whose dedup window is over.
    ///
    /// A job whose row is gone would have its effect again if it were executed again. So keep rows
    /// for as long as a job can be: the queue's `retention`, or the longest delay and `maxAge` of
    /// its types where these are longer. What is replayed from older dead letters is then no longer
    /// known.
    ///
    /// @return how many rows there were
    public static int forget(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setLong(1, before.toEpochMilli());
            statement.setLong(2, before.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    /// Makes the job's row this attempt's, unless the effect was written.
    private static boolean take(Connection connection, Row mine, boolean forced)
            throws SQLException {
        while (true) {
            if (insert(connection, mine)) {
                return true;
            }
            Optional<Row> there = Row.read(connection, mine.job());
            // Between the two statements the row may go, or become another's.
            if (there.isEmpty()) {
                continue;
            }
            Row row = there.get();
            if (mine.fence().compareTo(row.fence()) < 0) {
                throw fenced(mine, row);
            }
            if (!mine.isAnotherEffectThan(row, forced)) {
                return false;
            }
            if (mine.replace(connection, row)) {
                return true;
            }
        }
    }

    private static boolean insert(Connection connection, Row mine) throws SQLException {
        try {
            return mine.insert(connection);
        } catch (SQLException e) {
            if (isMissingTable(e)) {
                throw missing(mine.job(), e);
            }
            throw e;
        }
    }

    private static void undo(Connection connection, Savepoint before, Throwable because) {
        try {
            connection.rollback(before);
        } catch (SQLException e) {
            // The transaction is gone as a whole, and the row with it.
            because.addSuppressed(e);
        }
    }

    /// PostgreSQL has a state for it, SQLite only words.
    private static boolean isMissingTable(SQLException e) {
        return "42P01".equals(e.getSQLState())
                || String.valueOf(e.getMessage()).contains("no such table: towpath_inbox");
    }

    private static TowpathException outsideTransaction(JobContext job) {
        return new TowpathException(
                ErrorCode.INBOX_OUTSIDE_TRANSACTION,
                "job "
                        + job.id()
                        + " came to the inbox with a connection that commits each statement by"
                        + " itself: expected one in a transaction, so that effect and row are"
                        + " committed together. Nothing was written. Say"
                        + " connection.setAutoCommit(false) before, and commit after it; then"
                        + " replay the job.");
    }

    private static TowpathException fenced(Row mine, Row there) {
        return new TowpathException(
                ErrorCode.INBOX_FENCED,
                "job "
                        + mine.job()
                        + ": the attempt with fence "
                        + mine.fence()
                        + " is not the newest, "
                        + there.fence()
                        + " has written through the inbox. Nothing was written; roll back. An"
                        + " attempt that was given up, or whose worker lost the partition, is"
                        + " refused like that, and what it says of the job no longer counts. If"
                        + " the ledger topic was made anew, its fences began anew too: then delete"
                        + " the rows of towpath_inbox and replay the job.");
    }

    private static TowpathException missing(String job, SQLException e) {
        return new TowpathException(
                ErrorCode.INBOX_MISSING,
                "job "
                        + job
                        + " cannot be looked up, because the database has no table towpath_inbox"
                        + " where this connection looks: "
                        + e.getMessage()
                        + ". Nothing was written. Make it with Inbox.create(connection), or with"
                        + " the statements of Inbox.ddl(). Trying again is safe.",
                e);
    }
}
