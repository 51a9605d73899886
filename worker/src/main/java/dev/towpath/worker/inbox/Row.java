package dev.towpath.worker.inbox;

import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// What the inbox keeps of a job whose effect is written: which attempt wrote it, for which
/// submission.
///
/// @param checksum of the payload
/// @param acceptedAt milliseconds since 1970, of the submission
/// @param windowUntil when its dedup window ends, milliseconds since 1970
record Row(String job, Fence fence, long checksum, long acceptedAt, long windowUntil) {
    private static final String INSERT =
            """
            INSERT INTO towpath_inbox
              (generation, owner_epoch, attempt, checksum, accepted_at, window_until, written_at,
               job)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job) DO NOTHING""";

    private static final String READ =
            """
            SELECT generation, owner_epoch, attempt, checksum, accepted_at, window_until
            FROM towpath_inbox WHERE job = ?""";

    private static final String REPLACE =
            """
            UPDATE towpath_inbox SET generation = ?, owner_epoch = ?, attempt = ?, checksum = ?,
              accepted_at = ?, window_until = ?, written_at = ?
            WHERE job = ? AND generation = ? AND owner_epoch = ? AND attempt = ?""";

    static Row of(JobContext job) {
        long accepted = job.acceptedAt().toEpochMilli();
        return new Row(
                job.id().toString(),
                job.fence(),
                job.checksum(),
                accepted,
                accepted + job.window().toMillis());
    }

    /// The job's row; empty when there is none.
    static Optional<Row> read(Connection connection, String job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, job);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                return Optional.of(
                        new Row(
                                job,
                                new Fence(rows.getLong(2), rows.getInt(1), rows.getInt(3)),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(6)));
            }
        }
    }

    /// Whether this attempt, which is no older than the row's, is to write although the row is
    /// there.
    ///
    /// A replay is the submission that it was, and so is what it did before it died. Another
    /// submission in the window of the first, which an operator or a dead letter made room for, is
    /// the same thing when it says the same. Beyond the window only the ledger lets one through.
    boolean isAnotherEffectThan(Row there, boolean forced) {
        boolean laterWindow = acceptedAt > there.acceptedAt && acceptedAt >= there.windowUntil;
        boolean laterGeneration = fence.generation() != there.fence.generation();
        return laterWindow || (laterGeneration && (forced || checksum != there.checksum));
    }

    /// @return false when the job has a row
    boolean insert(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(statement);
            return statement.executeUpdate() == 1;
        }
    }

    /// @return false when the row is no longer the one that was read
    boolean replace(Connection connection, Row there) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
            bind(statement);
            statement.setInt(9, there.fence.generation());
            statement.setLong(10, there.fence.ownerEpoch());
            statement.setInt(11, there.fence.attempt());
            return statement.executeUpdate() == 1;
        }
    }

    private void bind(PreparedStatement statement) throws SQLException {
        statement.setInt(1, fence.generation());
        statement.setLong(2, fence.ownerEpoch());
        statement.setInt(3, fence.attempt());
        statement.setLong(4, checksum);
        statement.setLong(5, acceptedAt);
        statement.setLong(6, windowUntil);
        statement.setLong(7, System.currentTimeMillis());
        statement.setString(8, job);
    }
}
