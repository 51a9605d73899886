package dev.towpath.e2e.fleet;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.inbox.Inbox;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Where the effects go: a database with an inbox, as a site has one. Not safe for use by several
/// threads.
final class Sink implements AutoCloseable {
    private final Connection database;

    Sink() {
        try {
            database = DriverManager.getConnection("jdbc:sqlite::memory:");
            Inbox.create(database);
            database.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What came of an effect.
    enum Verdict {
        /// It was written.
        WRITTEN,
        /// It had been written before.
        THERE,
        /// A newer attempt has written.
        REFUSED
    }

    Verdict write(Report report) {
        try {
            boolean written = Inbox.once(database, new ReportedJob(report), () -> {});
            database.commit();
            return written ? Verdict.WRITTEN : Verdict.THERE;
        } catch (TowpathException e) {
            if (e.code() == ErrorCode.INBOX_FENCED) {
                return Verdict.REFUSED;
            }
            throw e;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
