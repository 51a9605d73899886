package dev.towpath.worker.core;

import java.util.List;

/// Results and frontiers for one Kafka transaction: immutable.
///
/// @param number tells this flush from others of the same worker
/// @param settlements in the order in which they were reached
/// @param frontiers of every partition that has a settlement here, moved or not, and of every other
///     one
///     whose frontier has moved
public record Flush(long number, List<Settlement> settlements, List<FrontierAt> frontiers) {
    public Flush {
        settlements = List.copyOf(settlements);
        frontiers = List.copyOf(frontiers);
    }

    /// Where a partition's frontier is.
    ///
    /// @param offset the lowest of the jobs topic that is not settled
    /// @param express the lowest of the express topic that is not settled
    public record FrontierAt(QueuePartition place, int epoch, long offset, long express) {}
}
