package dev.towpath.bench.jmh;

import dev.towpath.schemas.config.Order;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A no-op job from its decoded record to its settlement and the flush that it is in: what the core
/// does, and nothing else. The arrival, which the decoder makes, counts here.
@OperationsPerInvocation(Conditions.BATCH)
public class CoreStep extends Conditions {
    @Benchmark
    public void orderNone(Ungrouped jobs, Blackhole commits) {
        jobs.settleBatch(commits);
    }

    @Benchmark
    public void orderGroup(Grouped jobs, Blackhole commits) {
        jobs.settleBatch(commits);
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

    /// Jobs on their way through a core.
    @State(Scope.Thread)
    public abstract static class Jobs {
        private final Passage passage;
        private final Arrivals arrivals;

        Jobs(Order order) {
            passage = new Passage(order);
            arrivals = new Arrivals(order != Order.NONE);
            for (int i = 0; i < Passage.UNTIL_STEADY; i++) {
                passage.settle(arrivals.next(passage.now()), flush -> {});
            }
        }

        void settleBatch(Blackhole commits) {
            passage.settle(arrivals.next(passage.now()), commits::consume);
        }
    }
}
