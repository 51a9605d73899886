package dev.towpath.worker.core;

/// One partition of a queue: of its jobs topic and of its ledger alike.
public record QueuePartition(String queue, int partition) {
    @Override
    public String toString() {
        return queue + "-" + partition;
    }
}
