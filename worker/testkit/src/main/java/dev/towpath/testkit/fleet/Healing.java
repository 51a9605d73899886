package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.stage.Dice;

/// The end of a run in which liveness is judged: a storm of rebalances, then all faults heal, and
/// the same workers go on.
final class Healing {
    private static final int FIRST_STEP = 1 << 20;
    private static final int ROUND_MILLIS = 50;
    private static final int STORM_ROUNDS = 1_400;
    private static final int PATIENCE_ROUNDS = 2_400;
    private static final int LOOKS_EVERY_MILLIS = 1_000;
    private static final int LONG_AFTER_MILLIS = 120_000;
    private static final int LEAST_PACE = 20;

    private final Fleet fleet;
    private final Dice random;
    private int step = FIRST_STEP;
    private long lookedAt;

    Healing(Fleet fleet) {
        this.fleet = fleet;
        this.random = fleet.random;
    }

    void run() {
        fleet.at(step);
        if (random.nextBoolean() && !fleet.workers.isEmpty()) {
            dieInACommit(fleet.workers.get(random.nextInt(fleet.workers.size())));
        }
        fleet.buryTheDead();
        fleet.openGates();
        fleet.workers.removeIf(Shell::left);
        if (fleet.workers.stream().allMatch(Shell::leaving)) {
            fleet.hire();
        }
        // What was never heard is made up for.
        fleet.workers.forEach(worker -> worker.hearNothing(0, 0));
        if (random.nextBoolean()) {
            storm(LEAST_PACE + random.nextInt(40));
        }
        fleet.history.add(new Event.Healed(fleet.now));
        rest();
        // Nobody has anything to do, however long one waits.
        fleet.now += LONG_AFTER_MILLIS;
    }

    private void dieInACommit(Shell worker) {
        worker.flush();
        for (int steps = random.nextInt(3); steps > 0; steps--) {
            worker.flushGoesOn();
        }
        fleet.kill(worker);
    }

    /// @param pace the rounds between two rebalances
    private void storm(int pace) {
        fleet.hire();
        fleet.history.add(new Event.StormBegan(fleet.now));
        for (int round = 0; round < STORM_ROUNDS; round++) {
            next();
            if (round % pace == 0) {
                fleet.rebalance();
            }
            if (random.nextInt(20) == 0) {
                fleet.submissions.one();
            }
            fleet.round();
        }
        fleet.history.add(new Event.StormEnded(fleet.now));
    }

    /// Until nothing is left to do before half a day is over, or for so long without rest that
    /// something must be stuck.
    private void rest() {
        long stays = fleet.now + Fleet.DAY / 2;
        int restless = 0;
        while (restless < PATIENCE_ROUNDS) {
            next();
            restless++;
            fleet.round();
            if (fleet.atRest()) {
                restless = 0;
                long due = fleet.ladder.nextDue().orElse(Long.MAX_VALUE);
                if (due > stays) {
                    return;
                }
                fleet.now = Math.max(fleet.now, due);
            }
        }
    }

    private void next() {
        fleet.at(++step);
        fleet.now += ROUND_MILLIS;
        if (fleet.now - lookedAt >= LOOKS_EVERY_MILLIS) {
            lookedAt = fleet.now;
            fleet.history.add(new Event.Looked(fleet.now));
        }
    }
}
