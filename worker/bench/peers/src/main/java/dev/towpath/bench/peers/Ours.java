package dev.towpath.bench.peers;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Jobs;
import dev.towpath.schemas.config.Order;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;

/// A worker of Towpath with everything on: the ledger, dedup, the history as it is by default.
final class Ours {
    private Ours() {}

    static void start(Reading reading, Work work, Order order) {
        Worker worker =
                Worker.builder(Bed.config(reading.bootstrap(), reading.partitions(), order))
                        .handle(
                                Jobs.TYPE,
                                Payload.bytes(),
                                (data, job) -> {
                                    work.run();
                                    return Outcome.done();
                                })
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "close"));
    }
}
