package dev.towpath.worker.handler;

import java.util.Comparator;

/// A number that grows with every attempt of a job, whichever worker makes it: a store that keeps
/// the highest it has seen can refuse an attempt that was given up and still runs.
///
/// @param ownerEpoch of the worker that owns the job's partition
public record Fence(long ownerEpoch, int generation, int attempt) implements Comparable<Fence> {
    private static final Comparator<Fence> ORDER =
            Comparator.comparingLong(Fence::ownerEpoch)
                    .thenComparingInt(Fence::generation)
                    .thenComparingInt(Fence::attempt);

    @Override
    public int compareTo(Fence other) {
        return ORDER.compare(this, other);
    }

    /// The fence as text: `ownerEpoch.generation.attempt`.
    @Override
    public String toString() {
        return ownerEpoch + "." + generation + "." + attempt;
    }
}
