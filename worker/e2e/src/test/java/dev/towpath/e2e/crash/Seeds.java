package dev.towpath.e2e.crash;

/// Where a run's chances come from: the clock, or `-Dtowpath.seed=`, which runs one again. What the
/// processes and the broker make of it is theirs.
public final class Seeds {
    private Seeds() {}

    /// Draws a seed, and prints it.
    public static long next(String run) {
        long seed = Long.getLong("towpath.seed", System.nanoTime());
        System.out.println(run + ": run again with -Dtowpath.seed=" + seed);
        return seed;
    }
}
