package dev.towpath.bench.peers;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Jobs;
import dev.towpath.schemas.config.Order;
import dev.towpath.worker.Worker;

/// A worker of Towpath with everything on: the ledger, dedup, the history as it is by default.
final class Ours {
    private Ours() {}

    static void start(Reading reading, Work work, Order order) {
        Worker worker =
                Jobs.worker(
                        Bed.config(reading.bootstrap(), reading.partitions(), order), work::run);
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "close"));
    }
}
