package dev.towpath.testkit.fleet;

import java.util.EnumSet;

/// What decides on a run: the same plan gives the same history.
///
/// @param flaws bugs that are in it: none but where the testkit's own tests plant one
record Plan(long seed, Mode mode, EnumSet<Flaw> flaws, Steps steps) {
    Plan {
        flaws = EnumSet.copyOf(flaws);
    }

    /// The whole of a seed.
    static Plan of(long seed, Mode mode) {
        return new Plan(seed, mode, EnumSet.noneOf(Flaw.class), Steps.all());
    }

    /// With a bug in it.
    Plan with(Flaw flaw) {
        return new Plan(seed, mode, EnumSet.of(flaw), steps);
    }

    /// With those of its steps alone.
    Plan only(Steps some) {
        return new Plan(seed, mode, flaws, some);
    }
}
