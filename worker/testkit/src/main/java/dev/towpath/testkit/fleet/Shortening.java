package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Guarantee;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/// The search for the fewest steps of a run that still break the same guarantee, as far as a budget
/// of time goes: first the run ends earlier, then whole stretches are left out, in the end single
/// steps. After Zeller and Hildebrandt: Simplifying and isolating failure-inducing input (2002).
public final class Shortening {
    private final String guarantee;
    private final List<Guarantee> guarantees;
    private final long deadline;
    private Run best;

    private Shortening(Run broken, String guarantee, Duration budget) {
        this.best = broken;
        this.guarantee = guarantee;
        this.guarantees =
                broken.mode().guarantees().stream()
                        .filter(one -> one.number().equals(guarantee))
                        .toList();
        this.deadline = System.nanoTime() + budget.toNanos();
    }

    /// The shortest run found that breaks what the given one breaks first; that one itself when it
    /// breaks nothing.
    public static Run of(Run broken, Duration budget) {
        return broken.findings().isEmpty()
                ? broken
                : of(broken, broken.findings().getFirst().guarantee(), budget);
    }

    /// The same for one of the guarantees that it breaks.
    static Run of(Run broken, String guarantee, Duration budget) {
        Shortening shortening = new Shortening(broken, guarantee, budget);
        shortening.endEarlier();
        shortening.leaveOut();
        return shortening.best;
    }

    private void endEarlier() {
        for (int cut = best.length() / 2; cut > 0; cut /= 2) {
            while (cut < best.length() && isBrokenWithout(best.length() - cut, best.length())) {
                // It ends earlier still.
            }
        }
    }

    private void leaveOut() {
        int stretch = Math.max(1, best.length() / 2);
        boolean shorter = true;
        while (stretch > 1 || shorter) {
            shorter = false;
            for (int to = best.length(); to > 0; to -= stretch) {
                shorter |= isBrokenWithout(Math.max(0, to - stretch), to);
            }
            if (isOver()) {
                return;
            }
            stretch = Math.max(1, stretch / 2);
        }
    }

    /// Tries to do without the steps from one place to another, counted among those that are left.
    ///
    /// @return whether it is broken all the same, and they are left out from now on
    private boolean isBrokenWithout(int from, int to) {
        if (isOver()) {
            return false;
        }
        BitSet kept = new BitSet();
        int place = 0;
        BitSet all = best.steps();
        for (int step = all.nextSetBit(0); step >= 0; step = all.nextSetBit(step + 1)) {
            if (place < from || place >= to) {
                kept.set(step);
            }
            place++;
        }
        Run run = Simulation.run(best.plan().only(Steps.of(kept)), guarantees);
        boolean broken = run.findings().stream().anyMatch(one -> one.guarantee().equals(guarantee));
        if (broken) {
            best = run;
        }
        return broken;
    }

    private boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }
}
