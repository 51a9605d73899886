package dev.towpath.worker.core;

import java.util.function.Predicate;

/// How many jobs of a target run.
///
/// @param maxInFlight of one worker, from 1
/// @param adaptive whether fewer run while it shows that so many are too much for it
/// @param elsewhere whether the jobs of a deployment are done elsewhere, so that they say nothing
///     of
///     how much the target bears
public record TargetPolicy(int maxInFlight, boolean adaptive, Predicate<String> elsewhere) {
    static final TargetPolicy NONE = new TargetPolicy(Integer.MAX_VALUE, false);

    /// One whose jobs are all done by it.
    TargetPolicy(int maxInFlight, boolean adaptive) {
        this(maxInFlight, adaptive, _ -> false);
    }

    public TargetPolicy {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight of a target must be from 1");
        }
    }
}
