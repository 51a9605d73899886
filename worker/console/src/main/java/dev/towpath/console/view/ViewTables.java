package dev.towpath.console.view;

import java.util.List;

/// The tables of a view file. When one changes, [#VERSION] rises, and files of another version are
/// made anew.
final class ViewTables {
    static final int VERSION = 1;

    /// Tables that hold records of a topic, by their places; what is no longer in Kafka goes.
    static final List<String> BY_PLACE = List.of("attempt", "mark", "conflict", "letter", "deed");

    static final List<String> CREATE =
            List.of(
                    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
                    """
                    CREATE TABLE position (
                      topic TEXT NOT NULL, partition INTEGER NOT NULL, topic_id TEXT NOT NULL,
                      first INTEGER NOT NULL, next INTEGER NOT NULL,
                      PRIMARY KEY (topic, partition)) WITHOUT ROWID""",
                    """
                    CREATE TABLE attempt (
                      topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                      job TEXT NOT NULL, ending TEXT NOT NULL, generation INTEGER NOT NULL,
                      attempt INTEGER NOT NULL, started_at INTEGER NOT NULL,
                      ended_at INTEGER NOT NULL, type TEXT NOT NULL, batch TEXT NOT NULL,
                      deployment TEXT NOT NULL, worker TEXT NOT NULL, value BLOB NOT NULL,
                      PRIMARY KEY (topic, partition, offset)) WITHOUT ROWID""",
                    "CREATE INDEX attempt_job ON attempt (job)",
                    """
                    CREATE TABLE mark (
                      job TEXT PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
                      offset INTEGER NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL,
                      settled_at INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID""",
                    """
                    CREATE TABLE conflict (
                      job TEXT NOT NULL, nonce TEXT NOT NULL, topic TEXT NOT NULL,
                      partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                      settled_at INTEGER NOT NULL, PRIMARY KEY (job, nonce)) WITHOUT ROWID""",
                    """
                    CREATE TABLE letter (
                      topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                      job TEXT NOT NULL, generation INTEGER NOT NULL, attempts INTEGER NOT NULL,
                      died_at INTEGER NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
                      error TEXT NOT NULL, cause TEXT NOT NULL, worker TEXT NOT NULL,
                      type TEXT NOT NULL, PRIMARY KEY (topic, partition, offset)) WITHOUT ROWID""",
                    "CREATE INDEX letter_job ON letter (job)",
                    """
                    CREATE TABLE deed (
                      topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                      item INTEGER NOT NULL, job TEXT NOT NULL, generation INTEGER NOT NULL,
                      at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                      plan TEXT NOT NULL, reason TEXT NOT NULL, place TEXT NOT NULL,
                      PRIMARY KEY (topic, partition, offset, item)) WITHOUT ROWID""",
                    "CREATE INDEX deed_job ON deed (job)",
                    "CREATE TABLE pause (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
                    """
                    CREATE TABLE process (
                      process TEXT PRIMARY KEY, role TEXT NOT NULL, seen_at INTEGER NOT NULL,
                      value BLOB NOT NULL) WITHOUT ROWID""");

    private ViewTables() {}
}
