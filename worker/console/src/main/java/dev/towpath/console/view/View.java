package dev.towpath.console.view;

import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.PastAttempt;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What Kafka says of jobs, kept in a SQLite file that goes on from where it stopped.
public final class View implements AutoCloseable {
    private final TopicReader reader;
    private final TowpathConfig config;
    private final Path path;
    private final Consumer<String> notes;
    private ViewFile file;

    /// A dead letter, without its payload.
    public record Died(
            Place place,
            int generation,
            int attempts,
            long diedAt,
            String code,
            String reason,
            String error,
            String worker) {}

    /// Something that somebody did to a job.
    ///
    /// @param at milliseconds since 1970
    /// @param action `replay`, `discard`
    /// @param generation in which it was replayed; that of the letter when it was discarded
    public record Deed(
            long at, String actor, String action, int generation, String plan, String reason) {}

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private View(TopicReader reader, TowpathConfig config, Path path, Consumer<String> notes) {
        this.reader = reader;
        this.config = config;
        this.path = path;
        this.notes = notes;
        this.file = ViewFile.open(path, of(), false, notes);
    }

    /// Opens a view, or begins one.
    ///
    /// @param notes is told in whole sentences what users should know
    /// @throws dev.towpath.schemas.error.TowpathException VIEW_UNUSABLE when the file cannot be
    ///     written
    public static View open(
            TopicReader reader, TowpathConfig config, Path file, Consumer<String> notes) {
        return new View(reader, config, file, notes);
    }

    private ViewFile.Of of() {
        return new ViewFile.Of(reader.cluster(), config.prefix());
    }

    /// Forgets all, and reads all there is.
    public void rebuild() {
        file.close();
        file = ViewFile.open(path, of(), true, notes);
        readOn(List.copyOf(config.queues().keySet()), Optional.empty());
    }

    /// Reads what has come since the last time about all queues.
    public void readOn() {
        readOn(List.copyOf(config.queues().keySet()), Optional.empty());
    }

    /// Reads what has come since the last time about one job, and what comes with that.
    public void readOn(JobId job) {
        readOn(List.of(job.queue()), Optional.of(job.partition()));
    }

    private void readOn(List<String> queues, Optional<Integer> ledgerPartition) {
        if (!caughtUp(queues, ledgerPartition)) {
            notes.accept(
                    "The view "
                            + path
                            + " is made anew from Kafka: a topic was made anew or cut under it.");
            file.close();
            file = ViewFile.open(path, of(), true, notes);
            if (!caughtUp(queues, ledgerPartition)) {
                throw file.unusable(new SQLException("topics change while they are read"));
            }
        }
    }

    private boolean caughtUp(List<String> queues, Optional<Integer> ledgerPartition) {
        TopicNames topics = config.topicNames();
        try (Rows rows = new Rows(file.connection())) {
            CatchUp catchUp = new CatchUp(reader, file.connection(), rows);
            // Each of the later ones knows at least what the earlier ones know.
            boolean same = true;
            for (String queue : queues) {
                same =
                        same
                                && catchUp.read(
                                        topics.history(queue), Optional.empty(), rows::history)
                                && catchUp.read(
                                        topics.dead(queue),
                                        Optional.empty(),
                                        record -> rows.dead(queue, record))
                                && catchUp.read(
                                        topics.ledger(queue),
                                        ledgerPartition,
                                        record -> rows.ledger(queue, record));
            }
            same =
                    same
                            && catchUp.read(topics.audit(), Optional.empty(), rows::audit)
                            && catchUp.read(topics.control(), Optional.empty(), rows::control);
            if (rows.unread() > 0) {
                notes.accept(
                        rows.unread()
                                + " records were passed over, because a newer version of Towpath or"
                                + " somebody else wrote them.");
            }
            return same;
        } catch (SQLException e) {
            throw file.unusable(e);
        }
    }

    /// The attempts of a job that the history tells of, as they ended.
    public List<PastAttempt> attempts(JobId job) {
        return all(
                "SELECT value FROM attempt WHERE job = ? ORDER BY ended_at, partition, offset",
                row -> PastAttempt.decode(row.getBytes(1)),
                job.toString());
    }

    /// The job's last mark of the ledger.
    public Optional<Mark> mark(JobId job) {
        return all(
                        "SELECT value FROM mark WHERE job = ?",
                        row -> MarkCodec.decode(row.getBytes(1)),
                        job.toString())
                .stream()
                .findFirst();
    }

    /// When submissions of the same dedup key with another payload were refused, milliseconds since
    /// 1970.
    public List<Long> conflicts(JobId job) {
        return all(
                "SELECT settled_at FROM conflict WHERE job = ? ORDER BY settled_at",
                row -> row.getLong(1),
                job.toString());
    }

    /// The job's dead letters, the oldest generation first.
    public List<Died> letters(JobId job) {
        return all(
                "SELECT topic, partition, offset, generation, attempts, died_at, code, reason,"
                        + " error, worker FROM letter WHERE job = ? ORDER BY generation, died_at",
                row ->
                        new Died(
                                new Place(row.getString(1), row.getInt(2), row.getLong(3)),
                                row.getInt(4),
                                row.getInt(5),
                                row.getLong(6),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9),
                                row.getString(10)),
                job.toString());
    }

    /// What was done to a job, in order.
    public List<Deed> deeds(JobId job) {
        return all(
                "SELECT at, actor, action, generation, plan, reason FROM deed WHERE job = ?"
                        + " ORDER BY offset, item",
                row ->
                        new Deed(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getString(5),
                                row.getString(6)),
                job.toString());
    }

    /// All that is known of a job, in order.
    public List<Line> story(JobId job) {
        return Line.all(attempts(job), mark(job), letters(job), conflicts(job), deeds(job));
    }

    /// What is paused at a time.
    ///
    /// @param now milliseconds since 1970
    public List<Pause> pauses(long now) {
        List<Pause> pauses = new ArrayList<>();
        all(
                        "SELECT key, value FROM pause ORDER BY key",
                        row ->
                                Pause.place(row.getString(1))
                                        .flatMap(
                                                place -> {
                                                    try {
                                                        return Pause.read(place, row.getBytes(2));
                                                    } catch (SQLException e) {
                                                        throw file.unusable(e);
                                                    }
                                                }))
                .forEach(pause -> pause.ifPresent(pauses::add));
        pauses.removeIf(pause -> pause.until() > 0 && pause.until() <= now);
        return pauses;
    }

    /// Keeps who is alive, for those who look into the file.
    ///
    /// @param now milliseconds since 1970
    public void alive(List<Presence> alive, long now) {
        try (Rows rows = new Rows(file.connection())) {
            for (Presence one : alive) {
                rows.run(
                        "INSERT OR REPLACE INTO process VALUES (?,?,?,?)",
                        one.who().process(),
                        one.who().role().word(),
                        now,
                        PresenceCodec.value(one));
            }
            rows.run("DELETE FROM process WHERE seen_at < ?", now - 86_400_000);
        } catch (SQLException e) {
            throw file.unusable(e);
        }
    }

    private <T> List<T> all(String sql, Row<T> read, Object... values) {
        List<T> all = new ArrayList<>();
        try (PreparedStatement select = file.connection().prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(read.read(row));
                }
            }
            return all;
        } catch (SQLException e) {
            throw file.unusable(e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
