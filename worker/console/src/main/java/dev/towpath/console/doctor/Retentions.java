package dev.towpath.console.doctor;

import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.Units;
import dev.towpath.schemas.topic.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How long queues keep what they hold, against how long jobs can wait there by the configuration.
final class Retentions implements Examination {
    /// For how long all workers may be away before a job is lost.
    static final Duration OUTAGE = Duration.ofDays(1);

    /// What a handler may ask to be put back for at most.
    private static final Duration LONGEST_WISH = Duration.ofDays(1);

    private final Site site;

    Retentions(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (Map.Entry<String, TypeConfig> type : site.config().types().entrySet()) {
            String queue = type.getValue().queue();
            QueueConfig kept = Objects.requireNonNull(site.config().queues().get(queue));
            jobs(type.getKey(), type.getValue(), queue, kept, found);
            ledger(type.getKey(), type.getValue().retry(), queue, kept, found);
        }
        return found;
    }

    /// Behind a job of a strict order that fails, its group waits in the log.
    private static void jobs(
            String name, TypeConfig type, String queue, QueueConfig kept, List<Finding> found) {
        Duration hold = type.order() == Order.STRICT ? hold(type) : type.timeout();
        if (kept.retention().compareTo(hold.plus(OUTAGE)) < 0) {
            found.add(
                    Finding.loses(
                            "queue " + queue,
                            "queues."
                                    + queue
                                    + ".retention of at least "
                                    + Rough.text(hold.plus(OUTAGE))
                                    + ": "
                                    + Rough.text(hold)
                                    + " that a job of type "
                                    + name
                                    + " can hold up those behind it, and "
                                    + Units.text(OUTAGE)
                                    + " without a worker",
                            Units.text(kept.retention()) + ": Kafka deletes jobs that wait",
                            "raise queues."
                                    + queue
                                    + ".retention, then run `towpath topics apply`"));
        }
    }

    /// A job that was put back is the one that its mark waits for; without mark it is none.
    private static void ledger(
            String name, RetryConfig retry, String queue, QueueConfig kept, List<Finding> found) {
        Duration pause =
                retry.backoffMax().compareTo(LONGEST_WISH) > 0 ? retry.backoffMax() : LONGEST_WISH;
        Duration needed = pause.plus(Rung.OUTAGE);
        if (kept.ledgerRetention().compareTo(needed) < 0) {
            found.add(
                    Finding.loses(
                            "queue " + queue,
                            "queues."
                                    + queue
                                    + ".ledgerRetention of at least "
                                    + Rough.text(needed)
                                    + ": "
                                    + Rough.text(pause)
                                    + " that a job of type "
                                    + name
                                    + " can be put back for, and "
                                    + Units.text(Rung.OUTAGE)
                                    + " without a gateway",
                            Units.text(kept.ledgerRetention())
                                    + ": its mark is deleted before it comes back, and it is"
                                    + " taken for a copy",
                            "raise queues."
                                    + queue
                                    + ".ledgerRetention, then run `towpath topics apply`"));
        }
    }

    private static Duration hold(TypeConfig type) {
        RetryConfig retry = type.retry();
        Duration tries = type.timeout().multipliedBy(retry.attempts());
        Duration pauses = retry.backoffMax().multipliedBy(retry.attempts() - 1L);
        Duration all = tries.plus(pauses);
        return all.compareTo(retry.maxAge()) > 0 ? retry.maxAge() : all;
    }
}
