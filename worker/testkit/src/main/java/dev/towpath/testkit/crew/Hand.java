package dev.towpath.testkit.crew;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.ModelClients;
import dev.towpath.testkit.stage.Host;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.observe.WorkerMetrics;
import dev.towpath.worker.run.Handlers;
import dev.towpath.worker.run.Policies;
import dev.towpath.worker.run.Shell;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One worker of the crew: a process with the whole engine in it.
final class Hand {
    final String name;
    private final Host host;
    private final ModelClients clients;
    private final Shell shell;
    private final Thread thread;

    /// @param skew of its clock, in milliseconds
    /// @param seam what stands between it and its clients
    Hand(
            String name,
            ModelBroker broker,
            Handlers handlers,
            TowpathConfig config,
            Host host,
            long skew,
            UnaryOperator<Clients> seam) {
        this.name = name;
        this.host = host;
        this.clients = new ModelClients(broker, host, name, config.topicNames().workerGroup());
        this.shell =
                new Shell(
                        new Shell.Work(
                                config,
                                new Policies(config, handlers.types()),
                                handlers,
                                Set.of(Kind.QUEUE),
                                new SchemaStore(),
                                Set.of()),
                        new Shell.Place(
                                seam.apply(clients),
                                host,
                                () -> Instant.ofEpochMilli(broker.millis() + skew),
                                new WorkerMetrics(new SimpleMeterRegistry())),
                        new Shell.Outside(
                                new Identity(name, Identity.Role.WORKER, "", "", 0),
                                _ -> Verdict.DONE,
                                _ -> {
                                    throw new IllegalStateException("nobody is told of deaths");
                                },
                                null,
                                _ -> {},
                                _ -> {}));
        shell.operators().caughtUp();
        this.thread = host.start("poll", shell::run);
    }

    void kill() {
        host.kill();
        clients.silent();
    }

    void freeze(long nanos) {
        host.freeze(nanos);
        clients.silent();
    }

    void cut(long nanos) {
        clients.cut(nanos);
        clients.silent();
    }

    void leave() {
        shell.stop();
    }

    boolean isGone() {
        return host.isDead() || !host.runs(thread);
    }

    Shell shell() {
        return shell;
    }
}
