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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// A SQLite file of entries that can be searched (FTS5). One row an entry, and how often it was
/// written.
///
/// Safe for use by many threads: they take turns on one connection, since SQLite writes one
/// transaction at a time anyway.
final class CompatStore implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BUSY_MILLIS = "10000";

    private static final List<String> SCHEMA =
            List.of(
                    """
                    CREATE TABLE IF NOT EXISTS entry (
                      number INTEGER PRIMARY KEY,
                      id TEXT NOT NULL UNIQUE,
                      title TEXT NOT NULL,
                      url TEXT NOT NULL,
                      deprecated INTEGER NOT NULL,
                      experimental INTEGER NOT NULL,
                      standard INTEGER NOT NULL,
                      support TEXT NOT NULL,
                      writes INTEGER NOT NULL
                    )""",
                    """
                    CREATE TABLE IF NOT EXISTS unsound (id TEXT PRIMARY KEY)""",
                    """
                    CREATE VIRTUAL TABLE IF NOT EXISTS entry_text USING fts5(
                      id, title, content='entry', content_rowid='number'
                    )""",
                    """
                    CREATE TRIGGER IF NOT EXISTS entry_added AFTER INSERT ON entry BEGIN
                      INSERT INTO entry_text(rowid, id, title)
                      VALUES (new.number, new.id, new.title);
                    END""",
                    """
                    CREATE TRIGGER IF NOT EXISTS entry_changed AFTER UPDATE ON entry BEGIN
                      INSERT INTO entry_text(entry_text, rowid, id, title)
                      VALUES ('delete', old.number, old.id, old.title);
                      INSERT INTO entry_text(rowid, id, title)
                      VALUES (new.number, new.id, new.title);
                    END""");

    private static final String UPSERT =
            """
            INSERT INTO entry
              (id, title, url, deprecated, experimental, standard, support, writes)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1)
            ON CONFLICT (id) DO UPDATE SET
              title = excluded.title, url = excluded.url, deprecated = excluded.deprecated,
              experimental = excluded.experimental, standard = excluded.standard,
              support = excluded.support, writes = writes + 1""";

    private static final String SEARCH =
            """
            SELECT entry.id, entry.title, entry.url, entry.support
            FROM entry_text JOIN entry ON entry.number = entry_text.rowid
            WHERE entry_text MATCH ? ORDER BY bm25(entry_text), entry.id LIMIT ?""";

    /// An entry that a search found.
    ///
    /// @param support as JSON
    record Found(String id, String title, String url, String support) {}

    /// How many rows there are, and how many of them were written more than once.
    record Count(int rows, int writtenAgain) {}

    private final Path file;
    private final Connection connection;
    private final ReentrantLock turn = new ReentrantLock();

    private CompatStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Opens the file; makes it when it is not there.
    static CompatStore open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            CompatStore store = new CompatStore(file, connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                for (String sql : SCHEMA) {
                    statement.execute(sql);
                }
            }
            return store;
        } catch (SQLException | IOException e) {
            throw failure(file, "cannot be opened", e);
        }
    }

    /// Writes the entry's row, over the one that is there if there is one.
    void upsert(Entry entry) {
        turn.lock();
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            statement.setString(1, entry.id());
            statement.setString(2, entry.title());
            statement.setString(3, entry.url());
            statement.setBoolean(4, entry.deprecated());
            statement.setBoolean(5, entry.experimental());
            statement.setBoolean(6, entry.standard());
            statement.setString(7, JSON.writeValueAsString(entry.support()));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(file, "did not take " + entry.id(), e);
        } finally {
            turn.unlock();
        }
    }

    /// Notes that an entry cannot be written, as it is.
    void unsound(Entry entry) {
        turn.lock();
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT OR IGNORE INTO unsound (id) VALUES (?)")) {
            statement.setString(1, entry.id());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(file, "did not take " + entry.id(), e);
        } finally {
            turn.unlock();
        }
    }

    /// The entries that could not be written, as they were.
    Set<String> unsound() {
        turn.lock();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM unsound")) {
            Set<String> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        } catch (SQLException e) {
            throw failure(file, "cannot be read", e);
        } finally {
            turn.unlock();
        }
    }

    /// The entries whose name or title has all these words, or words that begin with them; the best
    /// ones first.
    List<Found> search(String words, int most) {
        String query =
                Arrays.stream(words.strip().split("\\s+", -1))
                        .map(word -> "\"" + word.replace("\"", "\"\"") + "\"*")
                        .collect(Collectors.joining(" "));
        turn.lock();
        try (PreparedStatement statement = connection.prepareStatement(SEARCH)) {
            statement.setString(1, query);
            statement.setInt(2, most);
            List<Found> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new Found(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw failure(file, "cannot be searched for '" + words + "'", e);
        } finally {
            turn.unlock();
        }
    }

    Count count() {
        turn.lock();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*), count(*) FILTER (WHERE writes > 1) FROM entry")) {
            row.next();
            return new Count(row.getInt(1), row.getInt(2));
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
                        + ". Rows that were written stay. Trying again is safe; deleting the file"
                        + " is safe too, the demo makes a new one.",
                e);
    }
}
