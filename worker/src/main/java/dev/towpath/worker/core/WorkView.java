package dev.towpath.worker.core;

import java.util.List;

/// What a worker has to do at one moment, and what it keeps back.
///
/// @param types of which there is work, ready or running
/// @param gates that are closed
/// @param running jobs that run, the longest first, so many at most
/// @param targets of the types that there are handlers for
public record WorkView(
        List<TypeWork> types,
        List<ClosedGate> gates,
        List<RunningJob> running,
        List<TargetRoom> targets) {
    /// How many running jobs are told at most.
    public static final int MAX_RUNNING = 50;

    public WorkView {
        types = List.copyOf(types);
        gates = List.copyOf(gates);
        running = List.copyOf(running);
        targets = List.copyOf(targets);
    }

    /// @param partitions how many of them have jobs of it that are ready or run
    /// @param ready jobs that could start
    /// @param running jobs that run
    public record TypeWork(String queue, String type, int partitions, int ready, int running) {}

    /// @param gate see [Gates]
    /// @param since milliseconds since 1970
    /// @param until milliseconds since 1970 when it opens by itself, 0 for never
    public record ClosedGate(String gate, String reason, long since, long until) {}

    /// @param running jobs of all its types that run
    /// @param room how many may
    public record TargetRoom(String target, int running, int room) {}

    /// @param high the upper half of its id
    /// @param low the lower half
    /// @param attempt from 1
    /// @param startedAt milliseconds since 1970
    public record RunningJob(
            QueuePartition place, long high, long low, int attempt, long startedAt) {}
}
