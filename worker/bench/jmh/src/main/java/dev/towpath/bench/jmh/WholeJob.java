package dev.towpath.bench.jmh;

import dev.towpath.schemas.config.Order;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.kafka.RecordDecoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A no-op job from its polled record to the record of its mark: it is decoded, goes through the
/// core, and is flushed. Without what hands it to a thread, counts it and tells of it.
@OperationsPerInvocation(Conditions.BATCH)
public class WholeJob extends Conditions {
    @Benchmark
    public void orderNone(Ungrouped jobs, Blackhole broker) {
        jobs.settleBatch(broker);
    }

    @Benchmark
    public void orderGroup(Grouped jobs, Blackhole broker) {
        jobs.settleBatch(broker);
    }

    /// Jobs without a group.
    public static class Ungrouped extends Jobs {
        public Ungrouped() {
            super(Order.NONE);
        }
    }

    /// Jobs of some groups, each run in order.
    public static class Grouped extends Jobs {
        public Grouped() {
            super(Order.GROUP);
        }
    }

    /// Jobs on their way through a worker.
    @State(Scope.Thread)
    public abstract static class Jobs {
        private final Passage passage;
        private final PolledRecords records;
        private final FlushHere flushes = new FlushHere();

        Jobs(Order order) {
            passage = new Passage(order);
            records = new PolledRecords(order != Order.NONE, passage.now());
            for (int i = 0; i < Passage.UNTIL_STEADY; i++) {
                passage.settle(decoded(), flush -> {});
            }
        }

        void settleBatch(Blackhole broker) {
            passage.settle(decoded(), flush -> flushes.flush(flush, broker));
        }

        private List<Arrival> decoded() {
            List<Arrival> arrivals = new ArrayList<>(Conditions.BATCH);
            for (ConsumerRecord<byte[], byte[]> record : records.next(passage.now())) {
                arrivals.add(RecordDecoder.decode(Passage.PLACE, record));
            }
            return arrivals;
        }
    }
}
