package dev.towpath.worker.core;

/// How jobs of one type are run.
///
/// @param ordered whether the jobs of a group run one at a time, in order
/// @param timeoutMillis after which a handler is interrupted, from 1
/// @param maxInFlight of this worker, from 1
/// @param retry what becomes of a job whose attempt failed
public record TypePolicy(
        String type, boolean ordered, long timeoutMillis, int maxInFlight, RetryPolicy retry) {
    public TypePolicy {
        if (timeoutMillis < 1 || maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "timeout and maxInFlight of " + type + " must be from 1");
        }
    }

    /// A type whose jobs are tried once.
    public TypePolicy(String type, boolean ordered, long timeoutMillis, int maxInFlight) {
        this(type, ordered, timeoutMillis, maxInFlight, RetryPolicy.ONCE);
    }
}
