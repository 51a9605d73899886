package dev.towpath.worker.core;

/// What there is to know of a partition at one moment.
///
/// @param frontier the lowest offset that is not settled
/// @param unsettled jobs in memory that wait or run
/// @param unsettledBytes of their records
/// @param running jobs that run
/// @param held jobs that no handler of this worker can take
/// @param ledgerIds ids that are remembered
/// @param ledgerBytes of the table that remembers them
public record PartitionView(
        QueuePartition place,
        long frontier,
        int unsettled,
        long unsettledBytes,
        int running,
        int held,
        boolean paused,
        long ledgerIds,
        long ledgerBytes) {}
