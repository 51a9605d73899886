package dev.towpath.worker.kafka;

import dev.towpath.worker.core.QueuePartition;
import java.util.Map;
import java.util.Set;

/// What became of a [FlushTask].
///
/// @param committed whether it is certain that it was committed
/// @param ownerEpochs the ledger offsets of the `opened` marks, of a committed task
/// @param replaced partitions whose ledger is no longer the one that it was, of a committed task
/// @param problem why it was not committed, empty when it was
/// @param nanos how long it took
public record FlushResult(
        FlushTask task,
        boolean committed,
        Map<QueuePartition, Long> ownerEpochs,
        Set<QueuePartition> replaced,
        String problem,
        long nanos) {
    static FlushResult notCommitted(FlushTask task, String problem, long nanos) {
        return new FlushResult(task, false, Map.of(), Set.of(), problem, nanos);
    }
}
