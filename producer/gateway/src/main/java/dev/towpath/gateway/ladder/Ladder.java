package dev.towpath.gateway.ladder;

import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.presence.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This gateway's part of the ladder: a thread that moves the jobs of the partitions that are its
/// own. The gateways share all partitions of the delay topics among themselves, as one consumer
/// group; there is no leader.
///
/// A rung is a topic in which every job waits equally long, so only the first few of each partition
/// are in memory, and a gateway that starts goes on at once where another has stopped.
public final class Ladder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// A mover that has not been round for this long stands still.
    private static final Duration STUCK = Duration.ofSeconds(15);

    private final TowpathConfig config;
    private final InstantSource clock;
    private final GatewayMetrics metrics;
    private final Identity who;
    private final Backlog backlog;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Mover mover;
    private volatile String obstacle = "";

    private Ladder(TowpathConfig config, InstantSource clock, GatewayMetrics metrics) {
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.who = Identity.here(Identity.Role.GATEWAY, Ladder.class, clock.millis());
        this.backlog = new Backlog(config);
        this.thread = Thread.ofPlatform().daemon().name("gateway-ladder").unstarted(this::run);
    }

    /// Begins to move jobs. Does not wait for Kafka.
    ///
    /// @param clock tells that the machine stood still; no job's time is taken from it
    public static Ladder start(TowpathConfig config, InstantSource clock, GatewayMetrics metrics) {
        Ladder ladder = new Ladder(config, clock, metrics);
        metrics.gauge(GatewayMetrics.LADDER_TIMERS, () -> ladder.of(Mover::timers));
        metrics.gauge(GatewayMetrics.LADDER_HEADS, () -> ladder.of(Mover::heads));
        metrics.gauge(GatewayMetrics.LADDER_BYTES, () -> ladder.of(Mover::bytes));
        ladder.backlog.show(metrics);
        ladder.thread.start();
        return ladder;
    }

    /// Whether jobs that wait go on in time.
    public Check check() {
        Mover current = mover;
        String why = obstacle;
        if (current != null && current.moving()) {
            why =
                    current.idleNanos() > STUCK.toNanos()
                            ? "the thread that moves jobs stands still"
                            : current.obstacle();
        }
        return new Check("ladder", why.isEmpty(), why.isEmpty() ? "jobs that wait go on" : why);
    }

    /// Hands over what was sent, and leaves the rest to the other gateways.
    @Override
    public void close() {
        closed.countDown();
        backlog.close();
        Mover current = mover;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Number of(Function<Mover, Number> number) {
        Mover current = mover;
        return current == null ? 0 : number.apply(current);
    }

    /// Moves on for ever; after a failure with new clients, from what is committed.
    private void run() {
        while (closed.getCount() > 0) {
            try (Mover current = new Mover(config, clock, metrics, who)) {
                mover = current;
                current.run(() -> closed.getCount() > 0);
                obstacle = current.obstacle();
            } catch (WakeupException e) {
                LOG.debug("the ladder is stopped");
            } catch (RuntimeException e) {
                obstacle = "jobs that wait do not go on now: " + e.getMessage();
                LOG.atWarn().setCause(e).log("the ladder goes on in a second");
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("jobs are no longer moved here");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
