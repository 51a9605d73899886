package dev.towpath.worker.core;

/// How jobs of one type are run.
///
/// @param queue that its jobs go to
/// @param target what its handlers depend on, such as a host; empty for nothing
/// @param ordered whether the jobs of a group run one at a time, in order
/// @param strict whether a job that is tried again holds its group until it has ended
/// @param perGroup how many jobs of a group run at a time where it is not ordered, 0 for any number
/// @param shared whether a limit over all workers holds, of which this one is told its share;
///     before that nothing runs
/// @param timeoutMillis after which a handler is interrupted, from 1
/// @param maxInFlight of this worker, from 1
/// @param tellsOfDead whether another job tells of each that is dead
/// @param retry what becomes of a job whose attempt failed
public record TypePolicy(
        String type,
        String queue,
        String target,
        boolean ordered,
        boolean strict,
        int perGroup,
        boolean shared,
        long timeoutMillis,
        int maxInFlight,
        boolean tellsOfDead,
        RetryPolicy retry) {
    public TypePolicy {
        if (timeoutMillis < 1 || maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "timeout and maxInFlight of " + type + " must be from 1");
        }
    }

    /// How many jobs of a group run at a time; 0 when groups do not matter.
    int laneWidth() {
        return ordered ? 1 : perGroup;
    }

    /// A type whose jobs are tried once.
    public TypePolicy(String type, boolean ordered, long timeoutMillis, int maxInFlight) {
        this(type, ordered, timeoutMillis, maxInFlight, RetryPolicy.ONCE);
    }

    /// A type of the queue `default` without a target.
    public TypePolicy(
            String type, boolean ordered, long timeoutMillis, int maxInFlight, RetryPolicy retry) {
        this(
                type,
                "default",
                "",
                ordered,
                false,
                0,
                false,
                timeoutMillis,
                maxInFlight,
                false,
                retry);
    }
}
