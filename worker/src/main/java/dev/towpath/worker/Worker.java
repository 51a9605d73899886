package dev.towpath.worker;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.run.Handlers;
import dev.towpath.worker.run.WorkerProcess;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A running worker: a member of the installation's group that runs the jobs of the types it has
/// handlers for.
///
/// ```
/// try (Worker worker =
///         Worker.builder(config).handle("mail.send", Payload.json(Mail.class), send).start()) {
///     worker.awaitEnd();
/// }
/// ```
public final class Worker implements AutoCloseable {
    private final WorkerProcess process;

    private Worker(WorkerProcess process) {
        this.process = process;
    }

    public static Builder builder(TowpathConfig config) {
        return new Builder(config);
    }

    /// Why the worker is not ready, in whole sentences; empty when it is.
    public List<String> problems() {
        return process.problems();
    }

    /// The partitions that are open in this worker, as of the last second.
    public List<PartitionView> partitions() {
        return process.partitions();
    }

    /// Waits until the worker has ended, by [#close()] or by a failure.
    ///
    /// @throws dev.towpath.schemas.error.TowpathException the failure that ended it
    public void awaitEnd() throws InterruptedException {
        process.awaitEnd();
    }

    /// Drains and stops: nothing new starts, what runs may end until `worker.drainTimeout`, what
    /// ended is committed, and the partitions are given back.
    @Override
    public void close() {
        process.close();
    }

    /// Puts a worker together.
    public static final class Builder {
        private final TowpathConfig config;
        private final Handlers handlers = new Handlers();
        private final Set<String> queues = new TreeSet<>();
        private PayloadSchemas payloads =
                new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON));
        private MeterRegistry registry = new SimpleMeterRegistry();
        private InstantSource clock = InstantSource.system();

        private Builder(TowpathConfig config) {
            this.config = config;
        }

        /// Adds a handler.
        ///
        /// @throws IllegalArgumentException when the type has one already
        public <T> Builder handle(String type, Payload<T> payload, JobHandler<T> handler) {
            handlers.handle(type, payload, handler);
            return this;
        }

        /// Adds a set of handlers.
        public Builder handle(JobHandlers set) {
            set.register(handlers);
            return this;
        }

        /// Takes jobs from these queues only; from all of the configuration when none is named.
        public Builder queues(Set<String> only) {
            queues.addAll(only);
            return this;
        }

        /// The payload formats of the types: what emitted jobs are written with, and schemas that
        /// are known from the start, besides those that are published. Without, all is JSON.
        public Builder payloads(PayloadSchemas schemas) {
            payloads = schemas;
            return this;
        }

        public Builder metrics(MeterRegistry meters) {
            registry = meters;
            return this;
        }

        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /// Starts the worker; it joins the group in the background.
        ///
        /// @throws dev.towpath.schemas.error.TowpathException when Kafka cannot be reached, or
        ///     refuses
        public Worker start() {
            Set<String> served = queues.isEmpty() ? config.queues().keySet() : queues;
            return new Worker(
                    WorkerProcess.start(config, handlers, served, payloads, registry, clock));
        }
    }
}
