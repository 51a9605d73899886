package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What can happen to workers and gateways.
final class ProcessMishaps {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int STORM_ROUNDS = 6;
    private static final List<Step> STEPS =
            List.of(Step.ATTEMPT_STARTED, Step.EFFECT_WRITTEN, Step.ATTEMPT_ENDED);

    private final Crew crew;
    private final Steps steps;

    /// @param steps that the handlers come to
    ProcessMishaps(Crew crew, Steps steps) {
        this.crew = crew;
        this.steps = steps;
    }

    Mishap of(Kind kind, Random random) {
        List<String> workers = crew.workers();
        String worker = workers.get(random.nextInt(workers.size()));
        int gateway = random.nextInt(Crew.GATEWAYS);
        return switch (kind) {
            case KILL_WORKER -> killed(worker, STEPS.get(random.nextInt(STEPS.size())));
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

    /// At a step of one of its handlers; at any if it does not come to that soon.
    private Mishap killed(String worker, Step step) {
        AtomicBoolean begun = new AtomicBoolean();
        CountDownLatch killed = new CountDownLatch(1);
        return new Mishap() {
            @Override
            public void happen() throws InterruptedException {
                steps.suffer(
                        (name, reached, _) -> {
                            if (!name.equals(worker)) {
                                return true;
                            }
                            if (reached == step) {
                                kill();
                            }
                            return killed.getCount() > 0;
                        });
                if (!killed.await(3, TimeUnit.SECONDS)) {
                    kill();
                }
                killed.await();
            }

            private void kill() {
                if (begun.compareAndSet(false, true)) {
                    crew.kill(worker);
                    killed.countDown();
                }
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
