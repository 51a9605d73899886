package dev.towpath.gateway.outbox;

import dev.towpath.gateway.intake.OutboxJob;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of the rows of one transaction: each is sent, refused for good, or left for another
/// time. A row is sent once the one before it in its group is stored, so that the log has them in
/// order whatever fails.
final class Batch implements OutboxTable.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Jobs jobs;
    private final Set<String> stuck;
    private final long end;
    private final long maxBytes;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, Sent> lastOfGroup = new HashMap<>();
    private final Map<Long, Refusal> refused = new LinkedHashMap<>();
    private final List<Long> stored = new ArrayList<>();
    private int taken;
    private long last;
    private boolean late;
    private Duration oldest = Duration.ZERO;
    private Optional<Refusal> obstacle = Optional.empty();

    /// @param stuck groups of which a row was left, whose later ones have to wait; added to
    /// @param patience how long rows are sent before the transaction is brought to its end
    Batch(Jobs jobs, Set<String> stuck, Duration patience, long maxBytes) {
        this.jobs = jobs;
        this.stuck = stuck;
        this.end = System.nanoTime() + patience.toNanos();
        this.maxBytes = maxBytes;
    }

    /// How rows become jobs.
    interface Jobs {
        /// @throws Refusal when it is none
        OutboxJob read(Row row, String json);

        /// @throws Refusal when it cannot be one, or not now
        OutboxJob.Confirmation submit(OutboxJob job);
    }

    /// A row that was handed to Kafka.
    private final class Sent {
        private final Row row;
        private final String group;
        private final OutboxJob.Confirmation confirmation;
        private boolean judged;
        private boolean stuckBehind;

        private Sent(Row row, String group, OutboxJob.Confirmation confirmation) {
            this.row = row;
            this.group = group;
            this.confirmation = confirmation;
        }

        /// Waits for Kafka; false when later rows of its group have to wait too.
        private boolean settled() {
            if (!judged) {
                judged = true;
                try {
                    confirmation.await();
                    stored.add(row.seq());
                } catch (Refusal e) {
                    stuckBehind = !isForGood(e.code());
                    judge(row, group, e);
                }
            }
            return !stuckBehind;
        }
    }

    @Override
    public boolean take(Row row) {
        // After a freeze another relay may be at these rows, and further.
        if (System.nanoTime() - end > 0) {
            late = true;
            return false;
        }
        if (taken == 0) {
            oldest = row.waited();
        }
        taken++;
        last = row.seq();
        try {
            String json = row.job();
            if (json == null) {
                throw tooLong(row);
            }
            send(row, jobs.read(row, json));
        } catch (Refusal e) {
            judge(row, "", e);
        } catch (RuntimeException e) {
            judge(row, "", fault(row, e));
        }
        return true;
    }

    private void send(Row row, OutboxJob job) {
        String group = job.group();
        Sent before = lastOfGroup.get(group);
        if (stuck.contains(group) || (before != null && !before.settled())) {
            return;
        }
        try {
            Sent now = new Sent(row, group, jobs.submit(job));
            sent.add(now);
            if (!group.isEmpty()) {
                lastOfGroup.put(group, now);
            }
        } catch (Refusal e) {
            judge(row, group, e);
        }
    }

    /// Waits until Kafka has answered for all that were sent.
    void await() {
        sent.forEach(Sent::settled);
    }

    private void judge(Row row, String group, Refusal why) {
        if (isForGood(why.code())) {
            refused.put(row.seq(), why);
            return;
        }
        if (obstacle.isEmpty()) {
            obstacle = Optional.of(why);
        }
        if (!group.isEmpty()) {
            stuck.add(group);
        }
    }

    /// Whether the same row would be refused again, unless somebody changes it or the
    /// configuration. All else passes, or is mended with the installation.
    private static boolean isForGood(ErrorCode code) {
        return code.code().startsWith("TP-1")
                && code != ErrorCode.TOO_MANY_REQUESTS
                && code != ErrorCode.SHUTTING_DOWN;
    }

    private Refusal tooLong(Row row) {
        return new Refusal(
                ErrorCode.LINE_TOO_LONG,
                "expected a job of at most "
                        + maxBytes
                        + " bytes of JSON, which is gateway.maxLine, got "
                        + row.bytes());
    }

    private static Refusal fault(Row row, RuntimeException e) {
        LOG.error("row {} of the outbox met a fault of the gateway's own", row.id(), e);
        return new Refusal(ErrorCode.GATEWAY_FAULT, "a fault of the gateway's own: " + e);
    }

    /// The places of the rows that are stored.
    List<Long> stored() {
        return stored;
    }

    /// The places of the rows that can be no jobs, and why.
    Map<Long, Refusal> refused() {
        return refused;
    }

    /// How many rows it was given.
    int taken() {
        return taken;
    }

    /// How many rows are left for another time.
    int left() {
        return taken - stored.size() - refused.size();
    }

    /// Why rows are left, the first reason.
    Optional<Refusal> obstacle() {
        return obstacle;
    }

    /// The place of the last row that it was given.
    long last() {
        return last;
    }

    /// Whether time ran out before the rows did.
    boolean late() {
        return late;
    }

    /// How long the first row has waited; zero when there was none.
    Duration oldest() {
        return oldest;
    }
}
