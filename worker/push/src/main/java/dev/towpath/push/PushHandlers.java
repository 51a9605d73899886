package dev.towpath.push;

import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Payload;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The handlers of the types whose target is an HTTP endpoint.
public final class PushHandlers implements JobHandlers, AutoCloseable {
    private final Map<String, PushTarget> byType = new LinkedHashMap<>();
    private final Map<String, PushTarget> byTarget = new LinkedHashMap<>();

    /// Those that nobody measures.
    ///
    /// @param others types that are handled in the worker itself, which goes before
    public PushHandlers(TowpathConfig config, Set<String> others, InstantSource clock) {
        this(config, others, clock, new CompositeMeterRegistry());
    }

    /// @param others types that are handled in the worker itself, which goes before
    public PushHandlers(
            TowpathConfig config, Set<String> others, InstantSource clock, MeterRegistry registry) {
        config.types()
                .forEach(
                        (name, type) -> {
                            if (!name.equals(TowpathConfig.ANY_TYPE) && !others.contains(name)) {
                                add(config, name, type, clock, registry);
                            }
                        });
    }

    private void add(
            TowpathConfig config,
            String name,
            TypeConfig type,
            InstantSource clock,
            MeterRegistry registry) {
        String target = type.limits().target();
        TargetConfig found = config.targets().get(target);
        if (found == null || found.push().isEmpty()) {
            return;
        }
        PushConfig push = found.push().get();
        byType.put(
                name,
                byTarget.computeIfAbsent(
                        target,
                        _ -> new PushTarget(target, push, found.maxInFlight(), clock, registry)));
    }

    /// The types that are pushed.
    public Set<String> types() {
        return Set.copyOf(byType.keySet());
    }

    @Override
    public void register(Registry registry) {
        byType.forEach((type, target) -> registry.handle(type, Payload.json(), target));
    }

    @Override
    public void close() {
        for (PushTarget target : byTarget.values()) {
            try {
                target.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
