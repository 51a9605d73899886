package dev.towpath.testkit.fleet;

import dev.towpath.testkit.stage.Dice;
import java.util.List;

/// The time of faults: step by step anything happens to anybody.
final class Chances {
    private static final long PAUSE = 20 * 60_000;
    private static final int MOST_WORKERS = 4;
    private static final int MOST_ROUNDS_FROZEN = 40;

    private final Fleet fleet;
    private final Dice random;
    private final List<Shell> workers;

    Chances(Fleet fleet) {
        this.fleet = fleet;
        this.random = fleet.random;
        this.workers = fleet.workers;
    }

    void run() {
        Mode mode = fleet.plan.mode();
        Steps steps = fleet.plan.steps();
        int step = steps.from(0, false);
        while (step >= 0) {
            fleet.at(step);
            fleet.steps().set(step);
            passTime();
            anything();
            step = steps.from(step + 1, mode.isEnough(step + 1, fleet.submissions.jobs()));
        }
    }

    private void passTime() {
        int dice = random.nextInt(1_000);
        if (dice == 0) {
            // Movers are never that late.
            fleet.ladder.moveUntil(fleet.now + PAUSE, fleet.now);
            fleet.now += PAUSE;
        } else if (dice < 6) {
            fleet.now += 1_000 + random.nextInt(40_000);
        } else {
            fleet.now += random.nextInt(20);
        }
    }

    private void anything() {
        workers.removeIf(Shell::left);
        int dice = random.nextInt(1_000);
        if (dice < 7) {
            disaster();
        } else if (dice < 150 || workers.isEmpty()) {
            fleet.submissions.one();
        } else if (dice < 165) {
            fleet.asks.one();
        } else if (dice < 185) {
            fleet.asks.goOn();
        } else if (dice < 245) {
            fleet.ladder.goOn(fleet.now);
        } else if (dice < 295) {
            fleet.sends.goOn();
        } else {
            one(workers.get(random.nextInt(workers.size())));
        }
    }

    private void one(Shell worker) {
        int dice = 100 + random.nextInt(900);
        if (dice < 300) {
            int which = random.nextInt(3);
            if (which < 2) {
                worker.poll(true, 1 + random.nextInt(8));
            }
            if (which > 0) {
                worker.poll(false, 1 + random.nextInt(8));
            }
        } else if (dice < 480) {
            worker.handlersGoOn(false);
        } else if (dice < 600) {
            worker.readInbox(false);
        } else if (dice < 660) {
            worker.flush();
        } else if (dice < 790) {
            worker.flushGoesOn();
        } else if (dice < 825) {
            worker.tick();
        } else if (dice < 900) {
            worker.heartbeat();
        } else if (dice < 920) {
            worker.giveBack();
        } else if (dice < 975) {
            worker.restore();
        } else if (dice < 989) {
            worker.stale();
        } else if (dice < 990) {
            worker.learn(Submissions.SCHEMA);
        } else if (dice < 994) {
            fleet.cluster.abortWhatTimedOut(fleet.now);
        } else if (dice < 995) {
            fleet.operate();
        } else {
            fleet.rebalance();
        }
    }

    private void disaster() {
        if (workers.isEmpty() || (workers.size() < MOST_WORKERS && random.nextInt(3) == 0)) {
            fleet.hire();
            return;
        }
        Shell worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(5)) {
            case 0 -> fleet.kill(worker);
            case 1 -> expel(worker);
            case 2 -> freeze(worker);
            case 3 -> worker.leave();
            default -> fleet.buryTheDead();
        }
    }

    /// The group takes a worker for dead, perhaps in the midst of a commit, which it ends all the
    /// same, much later.
    private void expel(Shell worker) {
        worker.flush();
        for (int steps = random.nextInt(3); steps > 0; steps--) {
            worker.flushGoesOn();
        }
        fleet.group.gone(worker.name);
        worker.hearNothing(random.nextInt(12), random.nextInt(40));
    }

    /// A worker stands still, with a commit that has just begun, until the others have taken over
    /// and gone on for a while. Then it is a member again, before it has looked at its commit.
    private void freeze(Shell worker) {
        worker.flush();
        fleet.group.gone(worker.name);
        for (int round = random.nextInt(MOST_ROUNDS_FROZEN); round > 0; round--) {
            fleet.now += random.nextInt(20);
            workers.stream().filter(other -> other != worker).forEach(Fleet::work);
        }
        for (int beats = random.nextInt(3); beats > 0; beats--) {
            worker.heartbeat();
        }
    }
}
