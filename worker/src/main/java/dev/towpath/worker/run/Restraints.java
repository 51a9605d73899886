package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.presence.PresenceReader;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.limit.Shares;
import dev.towpath.worker.limit.Targets;
import dev.towpath.worker.observe.WorkerMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What keeps jobs back that the core cannot know by itself: targets that are out, and the others'
/// part of a limit that holds over all workers. For the poll thread.
final class Restraints {
    private static final Logger log = LoggerFactory.getLogger(Restraints.class);
    private static final long LOOK_MILLIS = 500;

    private final Targets targets;
    private final Shares shares;
    private final @Nullable PresenceReader others;
    private final WorkerMetrics metrics;
    private long lookedAt;

    /// @param others who is there; null when no limit asks
    Restraints(
            Targets targets,
            Shares shares,
            @Nullable PresenceReader others,
            WorkerMetrics metrics) {
        this.targets = targets;
        this.shares = shares;
        this.others = others;
        this.metrics = metrics;
    }

    /// The end of an attempt, without blame when its target is out.
    Event.Finished judge(Event.Finished finished) {
        Arrival.Submitted arrival = finished.job().arrival();
        return targets.isElsewhere(arrival.type(), arrival.envelope().deployment())
                ? finished
                : finished.judged(targets.judge(arrival.type(), finished.verdict()));
    }

    void abandoned(Effect.Abandon abandon) {
        Arrival.Submitted arrival = abandon.job().arrival();
        if (!targets.isElsewhere(arrival.type(), arrival.envelope().deployment())) {
            targets.abandoned(arrival.type());
        }
    }

    /// What the core is to be told by now.
    ///
    /// @param owned the partitions that are this worker's
    List<Event> news(Collection<QueuePartition> owned, long now) {
        targets.tick();
        List<Event> news = new ArrayList<>(targets.news());
        news.forEach(this::tell);
        if (!shares.isEmpty() && now - lookedAt >= LOOK_MILLIS) {
            lookedAt = now;
            news.addAll(shares(owned, now));
        }
        return news;
    }

    private List<Event> shares(Collection<QueuePartition> owned, long now) {
        Map<String, Integer> count = new HashMap<>();
        owned.forEach(place -> count.merge(place.queue(), 1, Integer::sum));
        return shares.look(others != null && others.isSure() ? others.alive() : null, count, now);
    }

    private void tell(Event event) {
        switch (event) {
            case Event.GateClosed closed -> {
                metrics.alarm(ErrorCode.TARGET_OUT.code());
                log.warn(
                        "{} {}. Its jobs are held without blame; a few are tried now and then.",
                        ErrorCode.TARGET_OUT.code(),
                        closed.reason());
            }
            case Event.GateProbed probed -> log.info("{} is tried again", probed.gate());
            case Event.GateOpened opened -> log.info("{} is back", opened.gate());
            default -> {}
        }
    }
}
