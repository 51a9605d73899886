package dev.towpath.console.view;

import dev.towpath.console.audit.AuditEntry;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.topic.Damage;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.schemas.wire.PastAttempt;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Puts records into the tables of a view. A record that was put there before leaves what is there.
final class Rows implements AutoCloseable {
    private static final String ATTEMPT =
            "INSERT OR REPLACE INTO attempt VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    private static final String MARK = "INSERT OR REPLACE INTO mark VALUES (?,?,?,?,?,?,?,?)";
    private static final String UNMARK = "DELETE FROM mark WHERE job = ?";
    private static final String CONFLICT = "INSERT OR REPLACE INTO conflict VALUES (?,?,?,?,?,?)";
    private static final String LETTER =
            "INSERT OR REPLACE INTO letter VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
    private static final String DEED =
            "INSERT OR REPLACE INTO deed VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    private static final String PAUSE = "INSERT OR REPLACE INTO pause VALUES (?,?)";
    private static final String RESUME = "DELETE FROM pause WHERE key = ?";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long unread;

    Rows(Connection connection) {
        this.connection = connection;
    }

    /// How many records were passed over because a newer version or somebody else wrote them.
    long unread() {
        return unread;
    }

    void history(ConsumerRecord<byte[], byte[]> record) throws SQLException {
        if (record.key() == null || record.value() == null) {
            unread++;
            return;
        }
        PastAttempt one;
        try {
            one = PastAttempt.decode(record.value());
        } catch (MalformedException | NewerFormatException e) {
            unread++;
            return;
        }
        run(
                ATTEMPT,
                record.topic(),
                record.partition(),
                record.offset(),
                new String(record.key(), StandardCharsets.UTF_8),
                one.ending().word(),
                one.generation(),
                one.attempt(),
                one.startedAt(),
                one.endedAt(),
                one.type(),
                one.batch(),
                one.deployment(),
                one.worker(),
                record.value());
    }

    void ledger(String queue, ConsumerRecord<byte[], byte[]> record) throws SQLException {
        byte[] key = record.key();
        if (key == null || key.length < JobId.TAIL_LENGTH) {
            return;
        }
        String text = new String(key, StandardCharsets.ISO_8859_1);
        String job = queue + '_' + record.partition() + '_' + text.substring(0, JobId.TAIL_LENGTH);
        if (record.value() == null) {
            run(UNMARK, job);
            return;
        }
        Mark mark;
        try {
            mark = MarkCodec.decode(record.value());
        } catch (MalformedException | NewerFormatException e) {
            throw Damage.of(record, "a mark of the ledger", e);
        }
        if (mark.state() == State.ASKED) {
            return;
        }
        if (text.length() > JobId.TAIL_LENGTH) {
            run(
                    CONFLICT,
                    job,
                    text.substring(JobId.TAIL_LENGTH + 1),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    mark.settledAt());
            return;
        }
        run(
                MARK,
                job,
                record.topic(),
                record.partition(),
                record.offset(),
                mark.state().word(),
                mark.type(),
                mark.settledAt(),
                record.value());
    }

    void dead(String queue, ConsumerRecord<byte[], byte[]> record) throws SQLException {
        Letter letter = Letter.of(queue, record);
        run(
                LETTER,
                record.topic(),
                record.partition(),
                record.offset(),
                letter.id(),
                letter.why().generation(),
                letter.why().attempts(),
                letter.why().diedAt(),
                letter.why().code(),
                letter.why().reason(),
                letter.why().error(),
                letter.cause().fingerprint(),
                letter.why().worker(),
                letter.facts().type());
    }

    void audit(ConsumerRecord<byte[], byte[]> record) throws SQLException {
        AuditEntry entry;
        try {
            entry = AuditEntry.decode(record.value());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            unread++;
            return;
        }
        int number = 0;
        for (AuditEntry.Item item : entry.items()) {
            run(
                    DEED,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    number++,
                    item.id(),
                    item.generation(),
                    entry.at().toEpochMilli(),
                    entry.actor(),
                    entry.action().word(),
                    entry.plan(),
                    entry.reason(),
                    item.from().toString());
        }
    }

    void control(ConsumerRecord<byte[], byte[]> record) throws SQLException {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<Pause.Place> place = Pause.place(key);
        if (place.isEmpty()) {
            return;
        }
        if (record.value() == null || Pause.read(place.get(), record.value()).isEmpty()) {
            run(RESUME, key);
        } else {
            run(PAUSE, key, record.value());
        }
    }

    /// Runs one statement with its values in their order.
    void run(String sql, Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
