package dev.towpath.cli.demo;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/// What the orders of `towpath demo bad-deploy` did: one row an order, and how often it was
/// shipped.
///
/// Safe for use by many threads: they take turns on one connection.
final class Shipments implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final ReentrantLock turn = new ReentrantLock();

    private Shipments(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// @param orders how many orders of a run were shipped
    /// @param again how many of them more than once
    record Count(int orders, int again) {}

    /// Opens the file; makes it when it is not there.
    static Shipments open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS shipment (run TEXT NOT NULL, deployment TEXT NOT"
                                + " NULL, number INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY"
                                + " KEY (run, number))");
            }
            return new Shipments(file, connection);
        } catch (SQLException | IOException e) {
            throw failure(file, "cannot be opened", e);
        }
    }

    /// Ships an order. Counted on purpose in a way that running it twice shows.
    void ship(String run, String deployment, int number) {
        turn.lock();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO shipment (run, deployment, number, times) VALUES (?, ?, ?, 1)"
                                + " ON CONFLICT (run, number) DO UPDATE SET times = times + 1")) {
            statement.setString(1, run);
            statement.setString(2, deployment);
            statement.setInt(3, number);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(file, "did not take order " + number, e);
        } finally {
            turn.unlock();
        }
    }

    Count count(String run, String deployment) {
        turn.lock();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT count(*), count(*) FILTER (WHERE times > 1) FROM shipment WHERE run"
                                + " = ? AND deployment = ?")) {
            statement.setString(1, run);
            statement.setString(2, deployment);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Count(row.getInt(1), row.getInt(2));
            }
        } catch (SQLException e) {
            throw failure(file, "cannot be counted", e);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, "cannot be closed", e);
        } finally {
            turn.unlock();
        }
    }

    private static TowpathException failure(Path file, String how, Exception e) {
        return new TowpathException(
                ErrorCode.HANDLER_FAILED,
                "the demo's file "
                        + file
                        + " "
                        + how
                        + ": "
                        + e.getMessage()
                        + ". Rows that were written stay. Trying again is safe.",
                e);
    }
}
