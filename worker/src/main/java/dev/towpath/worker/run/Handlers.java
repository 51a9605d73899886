package dev.towpath.worker.run;

import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The handlers of a worker, by type.
public final class Handlers implements JobHandlers.Registry {
    private final Map<String, Registered<?>> byType = new LinkedHashMap<>();

    /// A handler and how it takes its payload.
    record Registered<T>(Payload<T> payload, JobHandler<T> handler) {}

    @Override
    public <T> JobHandlers.Registry handle(String type, Payload<T> payload, JobHandler<T> handler) {
        if (byType.putIfAbsent(type, new Registered<>(payload, handler)) != null) {
            throw new IllegalArgumentException("type " + type + " has a handler already");
        }
        return this;
    }

    /// The types that have a handler.
    public Set<String> types() {
        return byType.keySet();
    }

    Registered<?> of(String type) {
        Registered<?> registered = byType.get(type);
        if (registered == null) {
            throw new IllegalStateException(
                    "a job of type " + type + " was started without handler");
        }
        return registered;
    }
}
