package dev.towpath.console.view;

import dev.towpath.console.topic.TopicReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads topics into a view from where it stopped. A transaction holds some records together with
/// the position behind them, so that a reading that is broken off goes on there.
final class CatchUp {
    private static final int RECORDS_A_TRANSACTION = 20_000;
    private static final String POSITION = "INSERT OR REPLACE INTO position VALUES (?,?,?,?,?)";

    private final TopicReader reader;
    private final Connection connection;
    private final Rows rows;

    /// Puts one record into its table.
    @FunctionalInterface
    interface Put {
        void put(ConsumerRecord<byte[], byte[]> record) throws SQLException;
    }

    /// Where a view is in a partition.
    ///
    /// @param first where the partition began when it was read last
    private record Position(String topicId, long first, long next) {}

    /// What SQLite said inside a reading.
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient SQLException cause;

        Failed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    CatchUp(TopicReader reader, Connection connection, Rows rows) {
        this.reader = reader;
        this.connection = connection;
        this.rows = rows;
    }

    /// Reads a topic to where it ends now.
    ///
    /// @param only the one partition to read; empty for all
    /// @return false when the topic is not the one that was read before, or shorter: then the view
    ///     must be made anew
    boolean read(String topic, Optional<Integer> only, Put put) throws SQLException {
        String id = reader.id(topic);
        SortedMap<Integer, Long> starts = reader.starts(topic);
        for (Map.Entry<Integer, Long> end : reader.ends(topic).entrySet()) {
            int partition = end.getKey();
            if (only.isPresent() && only.get() != partition) {
                continue;
            }
            long start = starts.getOrDefault(partition, 0L);
            Position at = position(topic, partition).orElse(new Position(id, start, start));
            if (!at.topicId.equals(id) || at.next > end.getValue()) {
                return false;
            }
            if (start > at.first) {
                forget(topic, partition, start);
            }
            read(topic, partition, id, start, Math.max(at.next, start), end.getValue(), put);
        }
        return true;
    }

    private void read(
            String topic, int partition, String id, long start, long from, long end, Put put)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            int[] count = {0};
            if (from < end) {
                reader.read(
                        topic,
                        Map.of(partition, from),
                        Map.of(partition, end),
                        record -> {
                            try {
                                put.put(record);
                                if (++count[0] % RECORDS_A_TRANSACTION == 0) {
                                    stand(topic, partition, id, start, record.offset() + 1);
                                }
                            } catch (SQLException e) {
                                throw new Failed(e);
                            }
                            return true;
                        });
            }
            stand(topic, partition, id, start, end);
        } catch (Failed e) {
            throw e.cause;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void stand(String topic, int partition, String id, long start, long next)
            throws SQLException {
        rows.run(POSITION, topic, partition, id, start, next);
        connection.commit();
    }

    private Optional<Position> position(String topic, int partition) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT topic_id, first, next FROM position"
                                + " WHERE topic = ? AND partition = ?")) {
            select.setString(1, topic);
            select.setInt(2, partition);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Position(row.getString(1), row.getLong(2), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    /// What is no longer in Kafka goes here too.
    private void forget(String topic, int partition, long start) throws SQLException {
        for (String table : ViewTables.BY_PLACE) {
            rows.run(
                    "DELETE FROM " + table + " WHERE topic = ? AND partition = ? AND offset < ?",
                    topic,
                    partition,
                    start);
        }
    }
}
