package dev.towpath.push;

import dev.towpath.worker.handler.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.pool.PoolStats;
import org.jspecify.annotations.Nullable;

/// The metrics of one endpoint that jobs are pushed to: every name is here, and docs/metrics.md
/// lists them. Their tags are the target's name in the configuration and words from a fixed list,
/// so that no answer makes new ones.
public final class PushMetrics {
    /// From when a request was made to what came of it. Tags: target, outcome.
    public static final String REQUESTS = "towpath.worker.push.requests";

    /// Connections. Tags: target, state (leased, idle, pending).
    public static final String CONNECTIONS = "towpath.worker.push.connections";

    private static final String TARGET = "target";

    private final MeterRegistry registry;
    private final String target;
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();
    private final List<Gauge> gauges = new ArrayList<>();

    PushMetrics(MeterRegistry registry, String target) {
        this.registry = registry;
        this.target = target;
    }

    /// Measures how many connections there are.
    void watch(ConnPoolControl<?> pool) {
        watch(pool, "leased", PoolStats::getLeased);
        watch(pool, "idle", PoolStats::getAvailable);
        watch(pool, "pending", PoolStats::getPending);
    }

    /// A request has ended.
    ///
    /// @param outcome null when the attempt was interrupted
    void ended(@Nullable Outcome outcome, long nanos) {
        requests.computeIfAbsent(word(outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    /// Measures no connections any more.
    void close() {
        gauges.forEach(registry::remove);
    }

    private void watch(ConnPoolControl<?> pool, String state, ToIntFunction<PoolStats> part) {
        gauges.add(
                Gauge.builder(CONNECTIONS, pool, it -> part.applyAsInt(it.getTotalStats()))
                        .tags(TARGET, target, "state", state)
                        .strongReference(true)
                        .register(registry));
    }

    private Timer timer(String word) {
        return Timer.builder(REQUESTS)
                .tags(TARGET, target, "outcome", word)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
    }

    private static String word(@Nullable Outcome outcome) {
        return switch (outcome) {
            case null -> "interrupted";
            case Outcome.Done _ -> "done";
            case Outcome.Retry _ -> "retry";
            case Outcome.Snooze _ -> "snooze";
            case Outcome.Hold _ -> "held";
            case Outcome.BrokeOff _ -> "broke off";
            case Outcome.Dead _ -> "dead";
        };
    }
}
