package dev.towpath.console.view;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A view's SQLite file, open and of the right installation: one of another cluster, prefix or
/// version of the tables is made anew, and so is one that SQLite cannot read. One process has it at
/// a time; others wait.
final class ViewFile implements AutoCloseable {
    private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final Connection connection;

    /// Whose jobs a file tells of.
    record Of(String cluster, String prefix) {
        private String text() {
            return cluster + " " + prefix + " " + ViewTables.VERSION;
        }
    }

    private ViewFile(Path file, FileChannel channel, FileLock lock, Connection connection) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        this.connection = connection;
    }

    /// Opens a file, or makes it.
    ///
    /// @param anew whether to begin with an empty one whatever is there
    /// @param notes is told in one sentence when one that is there is made anew by itself
    /// @throws TowpathException VIEW_UNUSABLE when the file cannot be written
    static ViewFile open(Path file, Of of, boolean anew, Consumer<String> notes) {
        FileChannel channel = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            channel =
                    FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.lock();
            if (anew) {
                delete(file);
            }
            Connection connection = usable(file, of, notes);
            return new ViewFile(file, channel, lock, connection);
        } catch (IOException | SQLException e) {
            close(channel);
            throw unusable(file, e);
        }
    }

    private static Connection usable(Path file, Of of, Consumer<String> notes)
            throws IOException, SQLException {
        if (Files.exists(file)) {
            String why;
            try {
                Connection connection = connect(file);
                String found = of(connection).orElse("");
                if (found.equals(of.text())) {
                    return connection;
                }
                connection.close();
                why = "it is of another cluster, prefix or version of Towpath";
            } catch (SQLException e) {
                why = "SQLite cannot read it: " + e.getMessage();
            }
            notes.accept("The view " + file + " is made anew from Kafka: " + why + ".");
            delete(file);
        }
        Connection connection = connect(file);
        try (Statement statement = connection.createStatement()) {
            for (String sql : ViewTables.CREATE) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO meta VALUES ('of', ?)")) {
            insert.setString(1, of.text());
            insert.executeUpdate();
        }
        return connection;
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            // What a crash of the machine takes is read from Kafka again.
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = OFF");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static Optional<String> of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE key = 'of'")) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void delete(Path file) throws IOException {
        for (String part : PARTS) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
        }
    }

    Connection connection() {
        return connection;
    }

    TowpathException unusable(SQLException e) {
        return unusable(file, e);
    }

    private static TowpathException unusable(Path file, Exception e) {
        return new TowpathException(
                ErrorCode.VIEW_UNUSABLE,
                "the view "
                        + file
                        + " cannot be used: "
                        + e
                        + ". Nothing is lost, because all that it says is in Kafka. Name a file that"
                        + " can be written with --view, or run `towpath view rebuild`; running this"
                        + " again is safe.",
                e);
    }

    @Override
    public void close() {
        try {
            connection.close();
            lock.release();
        } catch (SQLException | IOException e) {
            throw unusable(file, e);
        } finally {
            close(channel);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
