package dev.towpath.worker.handler;

/// A set of handlers that a worker process finds on its class path by [java.util.ServiceLoader].
public interface JobHandlers {
    /// Adds the handlers.
    void register(Registry registry);

    /// Takes handlers by type.
    interface Registry {
        /// @throws IllegalArgumentException when the type has a handler already
        <T> Registry handle(String type, Payload<T> payload, JobHandler<T> handler);
    }
}
