package dev.towpath.gateway.outbox;

import dev.towpath.schemas.config.DatabaseLogin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A site's own database, one for each test, on a real server.
public final class SiteDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private SiteDatabase(String name) {
        this.name = name;
    }

    /// One with an outbox.
    public static SiteDatabase create() {
        SiteDatabase database = empty();
        database.execute(OutboxTable.ddl());
        return database;
    }

    /// One without.
    public static SiteDatabase empty() {
        String name = "site" + NUMBER.incrementAndGet();
        new SiteDatabase("postgres").execute("CREATE DATABASE " + name);
        return new SiteDatabase(name);
    }

    /// As the gateway logs in.
    public DatabaseLogin login() {
        return DatabaseLogin.of(url(), Optional.empty(), Optional.empty());
    }

    /// What anybody may log in with.
    public String url() {
        return "postgres://postgres:postgres@127.0.0.1:" + Server.RUNNING.getPort() + "/" + name;
    }

    /// A connection that commits each statement by itself.
    public Connection open() throws SQLException {
        DatabaseLogin login = login();
        return DriverManager.getConnection(login.url(), login.user(), login.password());
    }

    /// Makes the table.
    public void makeOutbox() {
        execute(OutboxTable.ddl());
    }

    /// Writes a row, and says its id.
    public static UUID enqueue(Connection connection, String job) throws SQLException {
        String sql =
                "WITH row AS (INSERT INTO towpath_outbox (job) VALUES (?::json) RETURNING id)"
                        + " SELECT id, pg_notify('towpath_outbox', '') FROM row";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, job);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    /// Writes a row and commits it.
    public UUID enqueue(String job) {
        try (Connection connection = open()) {
            return enqueue(connection, job);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The only value of a query, as text; empty for NULL and for no row.
    public String ask(String sql) {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getString(1) != null ? row.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many rows wait that are not refused.
    public int waiting() {
        return Integer.parseInt(ask("SELECT count(*) FROM towpath_outbox WHERE error IS NULL"));
    }

    /// Waits until no row waits that is not refused.
    public void awaitNoneWaits() {
        while (waiting() > 0) {
            Thread.onSpinWait();
        }
    }

    /// Started at the first use; it ends with the JVM.
    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
