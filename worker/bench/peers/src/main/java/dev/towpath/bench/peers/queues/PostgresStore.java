package dev.towpath.bench.peers.queues;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A PostgreSQL that comes from Maven, with the durability of a production server: a commit that
/// was answered is on the disk. The library that starts it means it for tests, and turns fsync and
/// synchronous commits off; both are on here, and the server is asked whether they are.
public final class PostgresStore implements Store {
    private static final String USER = "postgres";
    private static final String DATABASE = "postgres";
    private static final Duration START = Duration.ofSeconds(60);

    private static final Map<String, String> SETTINGS = asked();

    private final EmbeddedPostgres server;

    private PostgresStore(EmbeddedPostgres server) {
        this.server = server;
    }

    /// Starts one, and waits until it answers.
    ///
    /// @throws MissingException if none runs on this machine
    public static PostgresStore start() throws MissingException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(START);
        SETTINGS.forEach(builder::setServerConfig);
        PostgresStore store;
        try {
            store = new PostgresStore(builder.start());
        } catch (IOException | IllegalStateException | UnsupportedOperationException e) {
            throw new MissingException(
                    "PostgreSQL did not start ("
                            + e.getMessage()
                            + "); its servers come from Maven for Linux and macOS on x86-64 and"
                            + " arm64, and a root user needs unshare too: apt install util-linux",
                    e);
        }
        try {
            store.check();
            return store;
        } catch (SQLException | IllegalStateException e) {
            store.close();
            throw new IllegalStateException("PostgreSQL is not as it was asked to be", e);
        }
    }

    @Override
    public String url() {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(USER, USER, server.getPort(), DATABASE);
    }

    /// Where Java clients find it.
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
                .formatted(server.getPort(), DATABASE, USER, USER);
    }

    @Override
    public Map<String, String> settings() {
        return SETTINGS;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All from https://www.postgresql.org/docs/18/runtime-config.html. Memory: 25 % of a server's
    /// is the advice for shared_buffers, and of a machine that others share we take 1 GB. The log
    /// is let grow so that checkpoints are few, as larger buffers ask for. The pages cost what they
    /// cost on an SSD.
    private static Map<String, String> asked() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("fsync", "on");
        all.put("synchronous_commit", "on");
        all.put("full_page_writes", "on");
        all.put("max_connections", "100");
        all.put("shared_buffers", "1GB");
        all.put("effective_cache_size", "3GB");
        all.put("wal_buffers", "16MB");
        all.put("max_wal_size", "4GB");
        all.put("checkpoint_timeout", "15min");
        all.put("checkpoint_completion_target", "0.9");
        all.put("random_page_cost", "1.1");
        return Collections.unmodifiableMap(all);
    }

    private void check() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                PreparedStatement asking =
                        connection.prepareStatement("SELECT current_setting(?)")) {
            for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
                asking.setString(1, setting.getKey());
                try (ResultSet answer = asking.executeQuery()) {
                    String is = answer.next() ? answer.getString(1) : "nothing";
                    if (!setting.getValue().equals(is)) {
                        throw new IllegalStateException(
                                "PostgreSQL has %s = %s, expected %s"
                                        .formatted(setting.getKey(), is, setting.getValue()));
                    }
                }
            }
        }
    }
}
