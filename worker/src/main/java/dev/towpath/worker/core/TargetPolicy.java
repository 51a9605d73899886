package dev.towpath.worker.core;

/// How many jobs of a target run.
///
/// @param maxInFlight of one worker, from 1
/// @param adaptive whether fewer run while it shows that so many are too much for it
public record TargetPolicy(int maxInFlight, boolean adaptive) {
    static final TargetPolicy NONE = new TargetPolicy(Integer.MAX_VALUE, false);

    public TargetPolicy {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight of a target must be from 1");
        }
    }
}
