package dev.towpath.gateway.outbox;

import dev.towpath.schemas.config.DatabaseLogin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// Opens connections to the site's database.
@FunctionalInterface
interface Database {
    /// A connection on which nothing is committed by itself.
    Connection connect() throws SQLException;

    /// The database of a configuration. What its URL says goes before what is set here.
    static Database of(DatabaseLogin login) {
        Properties properties = new Properties();
        if (!login.user().isEmpty()) {
            PGProperty.USER.set(properties, login.user());
        }
        if (!login.password().isEmpty()) {
            PGProperty.PASSWORD.set(properties, login.password());
        }
        PGProperty.APPLICATION_NAME.set(properties, "towpath-outbox");
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.LOGIN_TIMEOUT.set(properties, 15);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // A network that swallows everything must not hold the relay for ever.
        PGProperty.SOCKET_TIMEOUT.set(properties, 60);
        // Poolers give each transaction another server, which knows no statement of the last one.
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return () -> {
            // Not DriverManager, whose complaints show the URL.
            Connection connection = new Driver().connect(login.url(), properties);
            if (connection == null) {
                throw new SQLException("the URL is none that the driver of PostgreSQL takes");
            }
            connection.setAutoCommit(false);
            return connection;
        };
    }
}
