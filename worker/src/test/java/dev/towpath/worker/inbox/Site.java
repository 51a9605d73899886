package dev.towpath.worker.inbox;

import dev.towpath.worker.handler.JobContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A site whose handler ships orders: each shipment is a row, so that a second one shows.
final class Site {
    private final Database database;
    private final Path folder;

    Site(Database database, Path folder) throws SQLException {
        this.database = database;
        this.folder = folder;
        database.empty(folder);
        try (Connection connection = database.open(folder);
                Statement statement = connection.createStatement()) {
            Inbox.create(connection);
            statement.execute("CREATE TABLE shipment (fence TEXT NOT NULL)");
        }
    }

    /// A connection that commits each statement by itself.
    Connection open() throws SQLException {
        return database.open(folder);
    }

    /// A connection with a transaction.
    Connection begin() throws SQLException {
        Connection connection = open();
        connection.setAutoCommit(false);
        return connection;
    }

    /// Executes the job as a handler does.
    ///
    /// @return whether it shipped
    boolean execute(JobContext job) throws SQLException {
        try (Connection connection = begin()) {
            boolean shipped = Inbox.once(connection, job, () -> ship(connection, job));
            connection.commit();
            return shipped;
        }
    }

    static void ship(Connection connection, JobContext job) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO shipment (fence) VALUES ('" + job.fence() + "')");
        }
    }

    int shipments() throws SQLException {
        return count("shipment");
    }

    int rows() throws SQLException {
        return count("towpath_inbox");
    }

    private int count(String table) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }
}
