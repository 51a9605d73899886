package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.WorkView;
import dev.towpath.worker.kafka.FlushResult;
import dev.towpath.worker.observe.WorkerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the worker stands, for those who ask from other threads: whether it is ready, and if not,
/// why.
public final class Standing {
    private static final Logger log = LoggerFactory.getLogger(Standing.class);
    private static final long STALE_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 1_000;
    private static final long ALARM_MILLIS = 90_000;

    private final WorkerMetrics metrics;
    private final Heartbeat heartbeat;
    private final Map<QueuePartition, String> refused = new ConcurrentHashMap<>();
    private volatile List<PartitionView> partitions = List.of();
    private volatile Set<QueuePartition> assigned = Set.of();
    private volatile long lookedAt;
    private volatile String flushProblem = "";
    private volatile String stalled = "";
    private volatile long stalledAt;
    private volatile String stopped = "it has not started";

    Standing(WorkerMetrics metrics, Heartbeat heartbeat) {
        this.metrics = metrics;
        this.heartbeat = heartbeat;
    }

    /// Why the worker is not ready, in whole sentences; empty when it is.
    ///
    /// @param now milliseconds since 1970
    public List<String> problems(long now) {
        List<String> problems = new ArrayList<>();
        if (!stopped.isEmpty()) {
            problems.add(stopped);
            return problems;
        }
        if (now - lookedAt > STALE_MILLIS) {
            problems.add(
                    "the poll thread has not gone round for " + (now - lookedAt) / 1000 + " s");
        }
        refused.values().stream().sorted().forEach(problems::add);
        if (!flushProblem.isEmpty()) {
            problems.add("the last flush was not committed: " + flushProblem);
        }
        if (!stalled.isEmpty() && now - stalledAt < ALARM_MILLIS) {
            problems.add(stalled);
        }
        return problems;
    }

    /// The partitions that are open in this worker, as of the last second.
    public List<PartitionView> partitions() {
        return partitions;
    }

    /// How many partitions the group gave to this worker, open or not yet.
    public int assigned() {
        return assigned.size();
    }

    void running() {
        stopped = "";
    }

    void stopped(String why) {
        stopped = why;
    }

    void assigned(Set<QueuePartition> places) {
        assigned = Set.copyOf(places);
    }

    void opened(QueuePartition place) {
        refused.remove(place);
    }

    void gone(QueuePartition place) {
        refused.remove(place);
    }

    void refused(QueuePartition place, TowpathException problem) {
        if (!problem.line().equals(refused.put(place, problem.line()))) {
            log.error("{} stays closed: {}", place, problem.line());
        }
    }

    void flushed(FlushResult result) {
        flushProblem = result.problem();
    }

    void alarm(ErrorCode code, String message) {
        if (code == ErrorCode.PARTITION_STALLED) {
            stalled = message;
            stalledAt = lookedAt;
        }
    }

    /// Takes a look at the core, once a second, and tells the others. For the poll thread.
    void look(Core core, long now) {
        if (now - lookedAt < LOOK_MILLIS) {
            return;
        }
        lookedAt = now;
        List<PartitionView> views = core.view();
        WorkView work = core.work();
        partitions = List.copyOf(views);
        heartbeat.beat(core, work, assigned, partitions, refused);
        metrics.gauge(WorkerMetrics.IN_FLIGHT, core.inFlight());
        metrics.gauge(WorkerMetrics.UNFLUSHED, core.unflushed());
        metrics.gauge(WorkerMetrics.GATES, work.gates().size());
        for (WorkView.TargetRoom target : work.targets()) {
            metrics.gauge(
                    WorkerMetrics.TARGET_IN_FLIGHT, target.running(), "target", target.target());
            metrics.gauge(WorkerMetrics.TARGET_ROOM, target.room(), "target", target.target());
        }
        metrics.gauge(WorkerMetrics.PARTITIONS, views.size());
        metrics.gauge(
                WorkerMetrics.UNSETTLED, views.stream().mapToLong(PartitionView::unsettled).sum());
        metrics.gauge(WorkerMetrics.HELD, views.stream().mapToLong(PartitionView::held).sum());
        metrics.gauge(
                WorkerMetrics.LEDGER_IDS, views.stream().mapToLong(PartitionView::ledgerIds).sum());
        metrics.gauge(
                WorkerMetrics.LEDGER_BYTES,
                views.stream().mapToLong(PartitionView::ledgerBytes).sum());
    }
}
