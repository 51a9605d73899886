package dev.towpath.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.towpath.push.PushHandlers;
import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.Rate;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;

/// A worker in a process of its own whose jobs an endpoint does.
public final class PushingWorker {
    /// What it signs with, as a site says it.
    public static final String SECRET = SignedSite.SECRET;

    private PushingWorker() {}

    /// Prints, for each line on its input, how many jobs run and the bytes that its heap has in
    /// use.
    ///
    /// @param args the broker, how many partitions the queue has, the endpoint, how many jobs may
    ///     run
    public static void main(String[] args) {
        int most = Integer.parseInt(args[3]);
        TowpathConfig config =
                config(
                        Bed.config(args[0], Integer.parseInt(args[1])),
                        push(URI.create(args[2])),
                        most);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (PushHandlers pushes = new PushHandlers(config, Set.of(), InstantSource.system());
                Worker worker = Worker.builder(config).handle(pushes).metrics(meters).start()) {
            System.out.println("up");
            Scanner in = new Scanner(System.in, US_ASCII);
            while (in.hasNextLine() && worker.problems().isEmpty()) {
                in.nextLine();
                System.out.printf(
                        "%d %d%n",
                        (long) meters.get(WorkerMetrics.IN_FLIGHT).gauge().value(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
    }

    static PushConfig push(URI url) {
        return new PushConfig(
                url,
                new WebhookSecret(SignedSite.SECRET),
                Optional.empty(),
                Acknowledgement.SIGNED,
                List.of("127.0.0.0/8"));
    }

    private static TowpathConfig config(TowpathConfig bed, PushConfig push, int most) {
        WorkerConfig worker = bed.worker();
        TypeConfig any = Objects.requireNonNull(bed.types().get(TowpathConfig.ANY_TYPE));
        return new TowpathConfig(
                bed.prefix(),
                bed.secret(),
                bed.kafka(),
                bed.schemasFolder(),
                bed.queues(),
                Map.of(
                        TowpathConfig.ANY_TYPE,
                        any,
                        Jobs.TYPE,
                        any.limited(new LimitConfig(most, 0, 0, Rate.of("unlimited"), "site"))),
                Map.of(
                        "site",
                        new TargetConfig(
                                most, 80, 20, Duration.ofSeconds(5), true, Optional.of(push))),
                bed.clients(),
                bed.gateway(),
                new WorkerConfig(
                        worker.host(),
                        worker.port(),
                        most,
                        worker.maxInFlightBytes(),
                        worker.bufferPerPartition(),
                        worker.bufferBytesPerPartition(),
                        worker.ledgerBytesPerPartition(),
                        worker.flushPause(),
                        worker.maxUnflushed(),
                        worker.drainTimeout(),
                        worker.maxChildren(),
                        worker.timeoutGrace(),
                        worker.history(),
                        worker.handlers()));
    }
}
