package dev.towpath.testkit.fleet;

import java.util.List;

/// The end of a run in which safety is judged: workers of the newest version take over, and
/// everything that can end, ends.
final class Rest {
    private static final int FIRST_STEP = 1 << 20;
    private static final int ROUNDS = 9_000;
    private static final int ROUND_MILLIS = 50;

    private final Fleet fleet;

    Rest(Fleet fleet) {
        this.fleet = fleet;
    }

    void run() {
        fleet.at(FIRST_STEP);
        fleet.workers.removeIf(Shell::left);
        fleet.buryTheDead();
        fleet.openGates();
        fleet.workers.forEach(Shell::leave);
        fleet.hireNewest();
        fleet.hireNewest();
        long stays = fleet.now + Fleet.DAY / 2;
        for (int round = 1; round <= ROUNDS; round++) {
            fleet.at(FIRST_STEP + round);
            fleet.now += ROUND_MILLIS;
            fleet.round();
            if (fleet.atRest()) {
                long due = fleet.ladder.nextDue().orElse(Long.MAX_VALUE);
                if (due > stays) {
                    return;
                }
                fleet.now = Math.max(fleet.now, due);
            }
        }
        List<String> all =
                fleet.workers.stream().map(worker -> worker.name + worker.view()).toList();
        throw new Restless("after " + ROUNDS + " rounds these had something to do: " + all);
    }

    /// The fleet went on and on.
    static final class Restless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Restless(String what) {
            super(what);
        }
    }
}
