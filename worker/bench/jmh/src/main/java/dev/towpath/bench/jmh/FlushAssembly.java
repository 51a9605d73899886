package dev.towpath.bench.jmh;

import dev.towpath.schemas.config.Order;
import dev.towpath.worker.core.Flush;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// The records and offsets of a flush, made of the settled jobs in it and handed to a producer.
@OperationsPerInvocation(Conditions.BATCH)
public class FlushAssembly extends Conditions {
    @Benchmark
    public void marks(Settled jobs, Blackhole broker) {
        jobs.flushes.flush(jobs.flush, broker);
    }

    /// Jobs that were done.
    @State(Scope.Thread)
    public static class Settled {
        private final FlushHere flushes = new FlushHere();
        private final Flush flush;

        public Settled() {
            Passage passage = new Passage(Order.NONE);
            List<Flush> taken = new ArrayList<>();
            passage.settle(new Arrivals(false).next(passage.now()), taken::add);
            flush = taken.getFirst();
        }
    }
}
