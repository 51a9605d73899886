package dev.towpath.gateway.outbox;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass over all rows that wait, in transactions of a batch each: lock, send, wait for Kafka,
/// delete, commit. A row is deleted only when its job is stored, and no other row is seen than
/// those whose transactions were committed; so whatever dies between any two steps, the row is
/// still there or its job is, and a job that is sent again is known by its id.
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /// The server ends a transaction that stands still for so many times as long as Kafka may take,
    /// which no sound one does.
    private static final int IDLE = 6;

    private static final int MOST_STUCK = 10_000;
    private static final int MOST_ERROR = 2_000;

    private final Batch.Jobs jobs;
    private final Limits limits;
    private final GatewayMetrics metrics;
    private final Set<String> stuck = new HashSet<>();
    private long after;
    private Duration oldest = Duration.ZERO;
    private Optional<Refusal> obstacle = Optional.empty();

    /// @param batch how many rows a transaction has
    /// @param patience how long Kafka may take to confirm a job
    /// @param maxBytes the longest JSON of a row
    record Limits(int batch, Duration patience, long maxBytes) {}

    /// What came of a batch.
    enum End {
        /// There may be more rows in this pass.
        MORE,
        /// The pass is over: what could be sent is sent.
        DONE,
        /// Rows are left, and none could be sent: it is too early to try again.
        NOTHING_PASSES,
        /// Another relay has the turn.
        ELSEWHERE
    }

    Sweep(Batch.Jobs jobs, Limits limits, GatewayMetrics metrics) {
        this.jobs = jobs;
        this.limits = limits;
        this.metrics = metrics;
    }

    /// Goes on by a batch. What is left is passed over, and is tried by the next pass, so that it
    /// keeps nobody from being sent.
    ///
    /// @throws SQLException when the batch's transaction came to nothing
    End next(Connection connection) throws SQLException {
        if (!OutboxTable.takeTurn(connection, limits.patience().multipliedBy(IDLE))) {
            oldest = OutboxTable.oldest(connection);
            connection.rollback();
            return End.ELSEWHERE;
        }
        Batch batch = new Batch(jobs, stuck, limits.patience(), limits.maxBytes());
        OutboxTable.claim(connection, after, limits.batch(), limits.maxBytes(), batch);
        batch.await();
        settle(connection, batch);
        if (after == 0) {
            oldest = batch.oldest();
        }
        after = Math.max(after, batch.last());
        obstacle = obstacle.or(batch::obstacle);
        boolean nothingPasses = batch.left() > 0 && batch.left() == batch.taken();
        if (nothingPasses || stuck.size() > MOST_STUCK) {
            return End.NOTHING_PASSES;
        }
        if (batch.taken() == limits.batch() || batch.late()) {
            return End.MORE;
        }
        if (obstacle.isEmpty()) {
            oldest = Duration.ZERO;
        }
        return End.DONE;
    }

    /// How long the oldest row had waited when the pass began; zero when none waits.
    Duration oldest() {
        return oldest;
    }

    /// Why rows are left, the first reason; empty when none is.
    Optional<Refusal> obstacle() {
        return obstacle;
    }

    private void settle(Connection connection, Batch batch) throws SQLException {
        if (!batch.stored().isEmpty()) {
            OutboxTable.delete(connection, batch.stored());
        }
        if (!batch.refused().isEmpty()) {
            Map<Long, String> whys = new LinkedHashMap<>();
            batch.refused().forEach((seq, why) -> whys.put(seq, error(why)));
            OutboxTable.refuse(connection, whys);
        }
        connection.commit();
        metrics.outboxSent(batch.stored().size());
        batch.refused().values().forEach(why -> metrics.outboxRefused(why.code()));
        tell(batch.refused());
    }

    /// In characters that a database of any encoding takes: what is refused may have been any, and
    /// must not keep the others of its batch back.
    private static String error(Refusal why) {
        String text = why.code().code() + " " + why.detail().replace("…", "...");
        StringBuilder plain = new StringBuilder();
        text.chars()
                .limit(MOST_ERROR)
                .forEach(
                        c -> {
                            if (c >= ' ' && c <= '~') {
                                plain.append((char) c);
                            } else {
                                plain.append(String.format(Locale.ROOT, "\\u%04x", c));
                            }
                        });
        return plain.toString();
    }

    private static void tell(Map<Long, Refusal> refused) {
        refused.entrySet().stream()
                .findFirst()
                .ifPresent(
                        first ->
                                LOG.atWarn()
                                        .addKeyValue("code", first.getValue().code().code())
                                        .addKeyValue("seq", first.getKey())
                                        .addKeyValue("othersOfTheBatch", refused.size() - 1)
                                        .log(
                                                "a row of the outbox can be no job, and stays:"
                                                        + " {}. Mend it or the configuration, then"
                                                        + " set its column error to NULL",
                                                first.getValue().detail()));
    }
}
