package dev.towpath.testkit.fleet;

import java.util.EnumSet;
import java.util.Set;

/// What decides on a run: the same plan gives the same history.
record Plan(long seed, Mode mode, Set<Flaw> flaws, Steps steps) {
    Plan {
        flaws = Set.copyOf(flaws);
    }

    /// The whole of a seed.
    static Plan of(long seed, Mode mode) {
        return new Plan(seed, mode, EnumSet.noneOf(Flaw.class), Steps.all());
    }

    /// With a bug in it.
    Plan with(Flaw flaw) {
        return new Plan(seed, mode, Set.of(flaw), steps);
    }

    /// With those of its steps alone.
    Plan only(Steps some) {
        return new Plan(seed, mode, flaws, some);
    }
}
