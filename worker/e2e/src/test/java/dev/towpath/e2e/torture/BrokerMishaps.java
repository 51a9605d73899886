package dev.towpath.e2e.torture;

import dev.towpath.e2e.proxy.Weather;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What can happen to a broker, and to the way there.
final class BrokerMishaps {
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
    private static final int CUTS = 8;

    private final Cluster cluster;
    private final Places places;
    private final int partitions;

    BrokerMishaps(Cluster cluster, Places places, int partitions) {
        this.cluster = cluster;
        this.places = places;
        this.partitions = partitions;
    }

    Mishap of(Kind kind, Random random) throws Exception {
        int any = 1 + random.nextInt(Cluster.SIZE);
        return switch (kind) {
            case KILL_LEADER -> killed(places.leader(random.nextInt(partitions)));
            case KILL_GROUP_COORDINATOR -> killed(places.groupCoordinator());
            case KILL_TRANSACTION_COORDINATOR -> killed(places.transactionCoordinator());
            case FREEZE_BROKER -> frozen(any);
            case ROLLING_RESTART -> restarted(any);
            case BLACKHOLE -> weather(any, Weather.BLACKHOLE);
            case REQUESTS_LOST -> weather(any, Weather.REQUESTS_LOST);
            case ANSWERS_LOST -> weather(any, Weather.ANSWERS_LOST);
            case ANSWERS_HELD -> weather(any, Weather.ANSWERS_HELD);
            case SLOW_LINK -> weather(any, Weather.SLOW);
            case CUT_LINK -> cut(any);
            case KILL_WORKER,
                    FREEZE_WORKER,
                    WRONG_CLOCK,
                    REBALANCE_STORM,
                    KILL_GATEWAY,
                    FREEZE_GATEWAY,
                    RESTART_GATEWAY,
                    POISON,
                    REPEATED_RECORDS,
                    NOTHING ->
                    throw new IllegalArgumentException(kind + " is no matter of a broker");
        };
    }

    private Mishap killed(int node) {
        return new Mishap() {
            @Override
            public void happen() {
                cluster.kill(node);
            }

            @Override
            public void heal() throws InterruptedException {
                start(node);
            }
        };
    }

    private Mishap restarted(int node) {
        return new Mishap() {
            @Override
            public void happen() {
                cluster.stop(node);
            }

            @Override
            public void heal() throws InterruptedException {
                start(node);
            }
        };
    }

    private Mishap frozen(int node) {
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                Signals.send(cluster.pid(node), "STOP");
            }

            @Override
            public void heal() throws Exception {
                Signals.send(cluster.pid(node), "CONT");
                places.awaitWhole(WHOLE_WITHIN);
            }
        };
    }

    private Mishap weather(int node, Weather weather) {
        return new Mishap() {
            @Override
            public void happen() {
                cluster.link(node).turn(weather);
            }

            @Override
            public void heal() throws InterruptedException {
                cluster.link(node).turn(Weather.CLEAR);
                places.awaitWhole(WHOLE_WITHIN);
            }
        };
    }

    private Mishap cut(int node) {
        return new Mishap() {
            @Override
            public void happen() throws InterruptedException {
                CountDownLatch never = new CountDownLatch(1);
                for (int i = 0; i < CUTS; i++) {
                    cluster.link(node).cut();
                    never.await(500, TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void heal() throws InterruptedException {
                places.awaitWhole(WHOLE_WITHIN);
            }
        };
    }

    private void start(int node) throws InterruptedException {
        if (!cluster.runs(node)) {
            cluster.restart(node);
        }
        places.awaitWhole(WHOLE_WITHIN);
    }
}
