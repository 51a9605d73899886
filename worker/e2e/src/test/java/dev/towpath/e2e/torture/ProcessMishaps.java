package dev.towpath.e2e.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What can happen to workers and gateways.
final class ProcessMishaps {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int STORM_ROUNDS = 6;

    private final Crew crew;

    ProcessMishaps(Crew crew) {
        this.crew = crew;
    }

    Mishap of(Kind kind, Random random) {
        List<String> workers = crew.workers();
        String worker = workers.get(random.nextInt(workers.size()));
        int gateway = random.nextInt(Crew.GATEWAYS);
        return switch (kind) {
            case KILL_WORKER -> killed(worker);
            case FREEZE_WORKER -> frozen(worker);
            case WRONG_CLOCK -> wrong(worker, random.nextBoolean() ? HOUR : -HOUR);
            case REBALANCE_STORM -> storm(random);
            case KILL_GATEWAY -> gatewayKilled(gateway);
            case FREEZE_GATEWAY -> gatewayFrozen(gateway);
            case RESTART_GATEWAY -> gatewayRestarted(gateway);
            case KILL_LEADER,
                    KILL_GROUP_COORDINATOR,
                    KILL_TRANSACTION_COORDINATOR,
                    FREEZE_BROKER,
                    ROLLING_RESTART,
                    BLACKHOLE,
                    REQUESTS_LOST,
                    ANSWERS_LOST,
                    ANSWERS_HELD,
                    SLOW_LINK,
                    CUT_LINK,
                    POISON,
                    REPEATED_RECORDS,
                    NOTHING ->
                    throw new IllegalArgumentException(kind + " is no matter of a process");
        };
    }

    private Mishap killed(String worker) {
        return new Mishap() {
            @Override
            public void happen() {
                crew.kill(worker);
            }

            @Override
            public void heal() throws Exception {
                crew.hire(0);
            }
        };
    }

    private Mishap frozen(String worker) {
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                crew.signal(worker, "STOP");
            }

            @Override
            public void heal() throws Exception {
                crew.signal(worker, "CONT");
            }
        };
    }

    /// Its time is over when it is healed, or it would stay to the end.
    private Mishap wrong(String worker, long ahead) {
        List<String> odd = new ArrayList<>();
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                crew.dismiss(worker);
                odd.add(crew.hire(ahead));
            }

            @Override
            public void heal() throws Exception {
                odd.forEach(crew::dismiss);
                crew.hire(0);
            }
        };
    }

    private Mishap storm(Random random) {
        List<String> passing = new ArrayList<>();
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                CountDownLatch never = new CountDownLatch(1);
                for (int i = 0; i < STORM_ROUNDS; i++) {
                    passing.add(crew.hire(0));
                    never.await(500 + random.nextInt(2_500), TimeUnit.MILLISECONDS);
                    if (passing.size() > 1) {
                        String leaving = passing.removeFirst();
                        if (random.nextBoolean()) {
                            crew.kill(leaving);
                        } else {
                            crew.dismiss(leaving);
                        }
                    }
                }
            }

            @Override
            public void heal() {
                passing.forEach(crew::dismiss);
            }
        };
    }

    private Mishap gatewayKilled(int gateway) {
        return new Mishap() {
            @Override
            public void happen() {
                crew.killGateway(gateway);
            }

            @Override
            public void heal() throws Exception {
                crew.restartGateway(gateway);
            }
        };
    }

    private Mishap gatewayRestarted(int gateway) {
        return new Mishap() {
            @Override
            public void happen() {
                crew.stopGateway(gateway);
            }

            @Override
            public void heal() throws Exception {
                crew.restartGateway(gateway);
            }
        };
    }

    private Mishap gatewayFrozen(int gateway) {
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                crew.signalGateway(gateway, "STOP");
            }

            @Override
            public void heal() throws Exception {
                crew.signalGateway(gateway, "CONT");
            }
        };
    }
}
