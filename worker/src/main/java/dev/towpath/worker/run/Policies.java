package dev.towpath.worker.run;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.RetryPolicy;
import dev.towpath.worker.core.TargetPolicy;
import dev.towpath.worker.core.TypePolicy;
import dev.towpath.worker.limit.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The configuration as the engine takes it: of the types that there are handlers for.
public final class Policies {
    private final TowpathConfig config;
    private final Map<String, TypeConfig> types = new LinkedHashMap<>();

    /// @param handled the types that there are handlers for
    /// @throws TowpathException UNKNOWN_TYPE when there is a handler for a type that is not
    ///     configured
    public Policies(TowpathConfig config, Set<String> handled) {
        this.config = config;
        for (String name : handled) {
            types.put(
                    name,
                    config.type(name)
                            .orElseThrow(
                                    () ->
                                            new TowpathException(
                                                    ErrorCode.UNKNOWN_TYPE,
                                                    "there is a handler for type "
                                                            + name
                                                            + ", but towpath.yaml names no such type;"
                                                            + " add it under `types`")));
        }
    }

    public Limits limits() {
        WorkerConfig bounds = config.worker();
        return new Limits(
                bounds.maxInFlight(),
                bounds.maxInFlightBytes(),
                bounds.bufferPerPartition(),
                bounds.bufferBytesPerPartition(),
                bounds.maxUnflushed(),
                bounds.timeoutGrace().toMillis());
    }

    public Map<String, TypePolicy> types() {
        Map<String, TypePolicy> policies = new HashMap<>();
        types.forEach((name, type) -> policies.put(name, policy(name, type)));
        return policies;
    }

    private static TypePolicy policy(String name, TypeConfig type) {
        LimitConfig limits = type.limits();
        return new TypePolicy(
                name,
                type.queue(),
                limits.target(),
                type.order() != Order.NONE,
                type.order() == Order.STRICT,
                limits.maxInFlightPerGroup(),
                isShared(limits),
                type.timeout().toMillis(),
                limits.maxInFlight(),
                !type.onDead().isEmpty(),
                retry(type.retry()));
    }

    /// The types by queue, of the queues that are served.
    Map<String, Set<String>> byQueue(Set<String> queues) {
        Map<String, Set<String>> byQueue = new HashMap<>();
        queues.forEach(queue -> byQueue.put(queue, new HashSet<>()));
        types.forEach(
                (name, type) -> {
                    Set<String> names = byQueue.get(type.queue());
                    if (names != null) {
                        names.add(name);
                    }
                });
        return byQueue;
    }

    /// The errors of each type that no further attempt can mend.
    public Map<String, Set<String>> finalErrors() {
        Map<String, Set<String>> names = new HashMap<>();
        types.forEach((name, type) -> names.put(name, Set.copyOf(type.retry().finalErrors())));
        return names;
    }

    /// The type of the job that tells of the dead of each type that has one.
    Map<String, String> onDead() {
        Map<String, String> told = new HashMap<>();
        types.forEach(
                (name, type) -> {
                    if (!type.onDead().isEmpty()) {
                        told.put(name, type.onDead());
                    }
                });
        return told;
    }

    public Map<String, Integer> weights() {
        Map<String, Integer> weights = new HashMap<>();
        config.queues().forEach((name, queue) -> weights.put(name, queue.weight()));
        return weights;
    }

    /// The targets of the types that have one.
    Map<String, String> targets() {
        Map<String, String> targets = new HashMap<>();
        types.forEach(
                (name, type) -> {
                    if (!type.limits().target().isEmpty()) {
                        targets.put(name, type.limits().target());
                    }
                });
        return targets;
    }

    /// How many jobs of each target may run.
    public Map<String, TargetPolicy> targetPolicies() {
        Map<String, TargetPolicy> policies = new HashMap<>();
        config.targets()
                .forEach(
                        (name, target) ->
                                policies.put(
                                        name,
                                        new TargetPolicy(
                                                target.maxInFlight(),
                                                target.adaptive(),
                                                target.previews()::has)));
        return policies;
    }

    /// The limits that hold over all workers.
    public List<Shares.Limit> sharedLimits() {
        List<Shares.Limit> limits = new ArrayList<>();
        types.forEach(
                (name, type) -> {
                    if (isShared(type.limits())) {
                        limits.add(sharedLimit(name, type));
                    }
                });
        return limits;
    }

    private Shares.Limit sharedLimit(String name, TypeConfig type) {
        QueueConfig queue = config.queues().get(type.queue());
        if (queue == null) {
            throw new IllegalStateException("there is no queue " + type.queue());
        }
        LimitConfig limits = type.limits();
        return new Shares.Limit(
                name,
                type.queue(),
                queue.partitions(),
                limits.maxInFlightTotal(),
                limits.rate().isLimited() ? limits.rate().perSecond() : Double.POSITIVE_INFINITY);
    }

    private static boolean isShared(LimitConfig limits) {
        return limits.maxInFlightTotal() > 0 || limits.rate().isLimited();
    }

    private static RetryPolicy retry(RetryConfig retry) {
        return new RetryPolicy(
                retry.attempts(),
                retry.backoff().toMillis(),
                retry.backoffFactor(),
                retry.backoffMax().toMillis(),
                chancePercent(retry.jitter()),
                retry.maxAge().toMillis(),
                retry.maxCrashes());
    }

    private static int chancePercent(Jitter jitter) {
        return switch (jitter) {
            case FULL -> 100;
            case HALF -> 50;
            case NONE -> 0;
        };
    }
}
