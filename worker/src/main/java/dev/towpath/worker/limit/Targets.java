package dev.towpath.worker.limit;

import dev.towpath.schemas.config.Previews;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Gates;
import dev.towpath.worker.core.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What handlers depend on, as their attempts show it: a circuit breaker (Nygard, "Release It!",
/// 2007) a target. While one is open the target's jobs are held; then a few are tried, and by their
/// outcome it closes or opens again. What fails while it is not closed burns no attempt. For the
/// poll thread alone.
public final class Targets {
    /// Jobs that are tried to see whether a target is back.
    public static final int PROBES = 3;

    private static final long LONGEST_WAIT_MILLIS = 3_600_000;

    private final Map<String, Breaker> byTarget = new HashMap<>();
    private final Map<String, Breaker> byType = new HashMap<>();
    private final List<Event> news = new ArrayList<>();

    private static final class Breaker {
        final String target;
        final CircuitBreaker circuit;
        final Previews previews;
        State state = State.CLOSED;
        String lastReason = "";

        Breaker(String target, CircuitBreaker circuit, Previews previews) {
            this.target = target;
            this.circuit = circuit;
            this.previews = previews;
        }
    }

    /// @param targetOfType the name of the target of each type that has one
    public Targets(
            Map<String, TargetConfig> targets,
            Map<String, String> targetOfType,
            InstantSource clock) {
        targets.forEach(
                (name, target) -> {
                    if (target.failurePercent() > 0) {
                        byTarget.put(name, breaker(name, target, clock));
                    }
                });
        targetOfType.forEach(
                (type, target) -> {
                    Breaker breaker = byTarget.get(target);
                    if (breaker != null) {
                        byType.put(type, breaker);
                    }
                });
    }

    private static Breaker breaker(String name, TargetConfig target, InstantSource clock) {
        CircuitBreakerConfig config =
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                target.window(),
                                Math.max(1, target.window() / 2),
                                SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(target.failurePercent())
                        .waitDurationInOpenState(target.probeAfter())
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build();
        return new Breaker(name, CircuitBreaker.of(name, config), target.previews());
    }

    /// Whether a job is done elsewhere than where its type's target is: what comes of it says
    /// nothing of the target.
    ///
    /// @param deployment of the job
    public boolean isElsewhere(String type, String deployment) {
        Breaker breaker = byType.get(type);
        return breaker != null && breaker.previews.has(deployment);
    }

    /// Judges what came of an attempt.
    ///
    /// @return the same; held without blame when it failed because its target is out
    public Verdict judge(String type, Verdict verdict) {
        Breaker breaker = byType.get(type);
        if (breaker == null) {
            return verdict;
        }
        return switch (verdict) {
            case Verdict.Done done -> {
                breaker.circuit.onSuccess(0, TimeUnit.MILLISECONDS);
                look(breaker);
                yield done;
            }
            case Verdict.Failed failed when !failed.last() && isTheTargets(failed.code()) -> {
                failed(breaker, failed.reason());
                yield breaker.state == State.CLOSED
                        ? failed
                        : new Verdict.Hindered(failed.reason());
            }
            case Verdict.Failed failed -> {
                // It may have run: the job has to bear it, whoever was to blame.
                if (failed.code() == ErrorCode.ATTEMPT_BROKE_OFF) {
                    failed(breaker, failed.reason());
                }
                yield failed;
            }
            case Verdict.Hindered hindered
                    when hindered.byTarget() && hindered.afterMillis() > 0 -> {
                wait(breaker, hindered);
                yield new Verdict.Hindered(hindered.reason(), true, 0);
            }
            case Verdict.Hindered hindered -> {
                if (hindered.byTarget()) {
                    failed(breaker, hindered.reason());
                }
                yield hindered;
            }
            case Verdict.Snoozed snoozed -> snoozed;
        };
    }

    /// A handler did not end in time, nor heed its interrupt.
    public void abandoned(String type) {
        Breaker breaker = byType.get(type);
        if (breaker != null) {
            failed(breaker, "the handler did not end in time");
        }
    }

    /// Lets a few jobs of targets be tried that have been out for long enough.
    public void tick() {
        for (Breaker breaker : byTarget.values()) {
            if (breaker.state == State.OPEN && breaker.circuit.tryAcquirePermission()) {
                look(breaker);
            }
        }
    }

    /// What the core is to be told, since the last time.
    public List<Event> news() {
        if (news.isEmpty()) {
            return List.of();
        }
        List<Event> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    private static boolean isTheTargets(ErrorCode code) {
        return code == ErrorCode.HANDLER_FAILED || code == ErrorCode.HANDLER_TIMED_OUT;
    }

    private void failed(Breaker breaker, String reason) {
        breaker.lastReason = reason;
        breaker.circuit.onError(0, TimeUnit.MILLISECONDS, new Exception(reason));
        look(breaker);
    }

    /// The target has asked for it.
    private void wait(Breaker breaker, Verdict.Hindered hindered) {
        breaker.lastReason = hindered.reason();
        breaker.circuit.transitionToOpenStateFor(
                Duration.ofMillis(Math.min(hindered.afterMillis(), LONGEST_WAIT_MILLIS)));
        look(breaker);
    }

    private void look(Breaker breaker) {
        State now = breaker.circuit.getState();
        if (now == breaker.state) {
            return;
        }
        breaker.state = now;
        @Nullable Event event =
                switch (now) {
                    case OPEN ->
                            new Event.GateClosed(
                                    Gates.target(breaker.target), outSentence(breaker), 0);
                    case HALF_OPEN -> new Event.GateProbed(Gates.target(breaker.target), PROBES);
                    case CLOSED -> new Event.GateOpened(Gates.target(breaker.target));
                    case DISABLED, METRICS_ONLY, FORCED_OPEN -> null;
                };
        if (event != null) {
            news.add(event);
        }
    }

    private static String outSentence(Breaker breaker) {
        return "target "
                + breaker.target
                + " is out: its attempts fail, the last with: "
                + breaker.lastReason;
    }
}
