package dev.towpath.worker.inbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A database of a site, and which one it is.
enum Database {
    SQLITE {
        @Override
        Connection open(Path folder) throws SQLException {
            Connection connection =
                    DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("site.sqlite"));
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 30000");
                statement.execute("PRAGMA journal_mode = WAL");
            }
            return connection;
        }

        @Override
        void empty(Path folder) {
            // Each test has a folder of its own.
        }
    },

    POSTGRES {
        @Override
        Connection open(Path folder) throws SQLException {
            return Server.RUNNING.getPostgresDatabase().getConnection();
        }

        @Override
        void empty(Path folder) throws SQLException {
            try (Connection connection = open(folder);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS towpath_inbox, shipment");
            }
        }
    };

    /// A connection that commits each statement by itself.
    abstract Connection open(Path folder) throws SQLException;

    /// Takes away what an earlier test left.
    abstract void empty(Path folder) throws SQLException;

    /// A real server, started at the first use; it ends with the JVM.
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
