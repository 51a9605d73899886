package dev.towpath.console.doctor;

import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.Units;
import dev.towpath.schemas.topic.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

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
        site.config().queues().forEach((name, queue) -> found.addAll(judge(name, queue)));
        return found;
    }

    private List<Finding> judge(String queue, QueueConfig kept) {
        String hinders = worst(queue, Retentions::hold);
        String pauses = worst(queue, Retentions::pause);
        if (hinders.isEmpty()) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        Duration hold = hold(type(hinders));
        if (kept.retention().compareTo(hold.plus(OUTAGE)) < 0) {
            found.add(
                    finding(
                            queue,
                            "retention",
                            hold,
                            "that a job of type " + hinders + " can hold up those behind it",
                            OUTAGE,
                            "without a worker",
                            Units.text(kept.retention()) + ": Kafka deletes jobs that wait"));
        }
        Duration pause = pause(type(pauses));
        if (kept.ledgerRetention().compareTo(pause.plus(Rung.OUTAGE)) < 0) {
            found.add(
                    finding(
                            queue,
                            "ledgerRetention",
                            pause,
                            "that a job of type " + pauses + " can be put back for",
                            Rung.OUTAGE,
                            "without a gateway",
                            Units.text(kept.ledgerRetention())
                                    + ": its mark is deleted before it comes back, and it is"
                                    + " taken for a copy"));
        }
        return found;
    }

    private static Finding finding(
            String queue,
            String key,
            Duration wait,
            String why,
            Duration outage,
            String without,
            String got) {
        String path = "queues." + queue + "." + key;
        return Finding.loses(
                "queue " + queue,
                path
                        + " of at least "
                        + Rough.text(wait.plus(outage))
                        + ": "
                        + Rough.text(wait)
                        + " "
                        + why
                        + ", and "
                        + Units.text(outage)
                        + " "
                        + without,
                got,
                "raise " + path + ", then run `towpath topics apply`");
    }

    /// The type of a queue that takes longest; empty when it has none.
    private String worst(String queue, Function<TypeConfig, Duration> time) {
        return site.config().types().entrySet().stream()
                .filter(type -> type.getValue().queue().equals(queue))
                .max(Comparator.comparing(type -> time.apply(type.getValue())))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private TypeConfig type(String name) {
        return Objects.requireNonNull(site.config().types().get(name));
    }

    /// For how long a job that was put back is away. It is the one that its mark waits for; without
    /// mark it is none.
    private static Duration pause(TypeConfig type) {
        Duration longest = type.retry().backoffMax();
        return longest.compareTo(LONGEST_WISH) > 0 ? longest : LONGEST_WISH;
    }

    /// For how long a job holds others up. Behind one of a strict order that fails, its group waits
    /// in the log.
    private static Duration hold(TypeConfig type) {
        if (type.order() != Order.STRICT) {
            return type.timeout();
        }
        RetryConfig retry = type.retry();
        Duration tries = type.timeout().multipliedBy(retry.attempts());
        Duration pauses = retry.backoffMax().multipliedBy(retry.attempts() - 1L);
        Duration all = tries.plus(pauses);
        return all.compareTo(retry.maxAge()) > 0 ? retry.maxAge() : all;
    }
}
