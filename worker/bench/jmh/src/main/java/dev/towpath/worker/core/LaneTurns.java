package dev.towpath.worker.core;

import dev.towpath.bench.jmh.Conditions;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.JobEnvelope;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// Whose turn it is among the jobs of some groups: each enters its lane, is taken when it is its
/// turn, and leaves to the next. Of what [Core] does this is [Lane], [Turns] and [TypeState] alone.
@OperationsPerInvocation(Conditions.BATCH)
public class LaneTurns extends Conditions {
    @Benchmark
    public void dispatch(Grouped grouped, Blackhole started) {
        for (Job job : grouped.jobs) {
            if (grouped.partition.enterLane(job, 1)) {
                job.type.ready(job);
            }
        }
        for (Job job = grouped.turns.next(0); job != null; job = grouped.turns.next(0)) {
            started.consume(job);
            Job next = grouped.partition.leaveLane(job);
            if (next != null) {
                next.type.ready(next);
            }
        }
    }

    /// A batch of jobs.
    @State(Scope.Thread)
    public static class Grouped {
        private static final String TYPE = "bench.noop";

        private final Turns turns =
                new Turns(
                        Map.of(TYPE, new TypePolicy(TYPE, true, 60_000, Conditions.BATCH)),
                        Map.of("default", 1),
                        Map.of());
        private final Partition partition =
                new Partition(
                        new QueuePartition("default", 0),
                        1,
                        1,
                        new LedgerTable(1 << 20),
                        new Unfinished(),
                        Conditions.BATCH,
                        0,
                        0,
                        0,
                        0);
        private final Job[] jobs = new Job[Conditions.BATCH];

        public Grouped() {
            SplittableRandom random = new SplittableRandom(5);
            JobEnvelope envelope =
                    new JobEnvelope(
                            0,
                            0,
                            0,
                            1,
                            1,
                            0,
                            0,
                            0,
                            1,
                            JobEnvelope.GROUPED,
                            "bench",
                            "",
                            "",
                            List.of(),
                            "");
            for (int i = 0; i < jobs.length; i++) {
                long lane = 1L + random.nextInt(Conditions.GROUPS);
                Arrival.Submitted arrival =
                        new Arrival.Submitted(i, 100, jobs, 1, i, envelope, TYPE, lane, 0);
                jobs[i] = partition.job(arrival, turns.type("default", TYPE), i, 0, false);
            }
        }
    }
}
