package dev.towpath.worker.run;

import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.kafka.FlushTask;
import dev.towpath.worker.kafka.Restored;
import dev.towpath.worker.kafka.Restorer;
import dev.towpath.worker.observe.WorkerMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The partitions that the group gave to this worker, each on its way from assigned over restored
/// to open. For the poll thread; only whether a restore is still wanted is asked from elsewhere.
final class Assignments {
    private static final long RETRY_MILLIS = 2_000;

    private final Restorer restorer;
    private final Standing standing;
    private final WorkerMetrics metrics;
    private final Map<QueuePartition, Assignment> byPlace = new HashMap<>();
    private int epochs;

    Assignments(Restorer restorer, Standing standing, WorkerMetrics metrics) {
        this.restorer = restorer;
        this.standing = standing;
        this.metrics = metrics;
    }

    void assigned(QueuePartition place) {
        Assignment assignment = new Assignment(++epochs);
        byPlace.put(place, assignment);
        restore(place, assignment);
        standing.assigned(byPlace.keySet());
    }

    void gone(Collection<QueuePartition> places) {
        for (QueuePartition place : places) {
            Assignment assignment = byPlace.remove(place);
            if (assignment != null) {
                assignment.phase = Phase.GONE;
            }
            standing.gone(place);
        }
        standing.assigned(byPlace.keySet());
    }

    /// All of them, open or not.
    Set<QueuePartition> places() {
        return Set.copyOf(byPlace.keySet());
    }

    /// The epoch of an open partition; 0 when it is not open.
    int openEpoch(QueuePartition place) {
        Assignment assignment = byPlace.get(place);
        return assignment == null || assignment.phase != Phase.OPEN ? 0 : assignment.epoch;
    }

    /// Tries again to open what could not be opened a while ago.
    void retry(long now) {
        byPlace.forEach(
                (place, assignment) -> {
                    if (assignment.phase == Phase.REFUSED && assignment.retryAt <= now) {
                        restore(place, assignment);
                    }
                });
    }

    void restored(Restored restored, long now) {
        Assignment assignment = byPlace.get(restored.place());
        if (assignment == null || assignment.epoch != restored.epoch()) {
            return;
        }
        switch (restored) {
            case Restored.Ready ready -> {
                assignment.restored = ready;
                assignment.phase = Phase.RESTORED;
                metrics.restored(ready.marks());
                standing.opened(restored.place());
            }
            case Restored.Failed failed -> {
                assignment.phase = Phase.REFUSED;
                assignment.retryAt = now + RETRY_MILLIS;
                standing.refused(restored.place(), failed.problem());
            }
        }
    }

    /// What is restored and waits for its `opened` mark, with the offsets it is read from.
    Map<QueuePartition, FlushTask.Offsets> openings() {
        Map<QueuePartition, FlushTask.Offsets> openings = new HashMap<>();
        byPlace.forEach(
                (place, assignment) -> {
                    if (assignment.phase == Phase.RESTORED && assignment.restored != null) {
                        Restored.Ready ready = assignment.restored;
                        openings.put(
                                place, new FlushTask.Offsets(ready.frontier(), ready.express()));
                    }
                });
        return openings;
    }

    /// The `opened` mark is written: the partition is open.
    ///
    /// @return what the core is to be told; null when the partition has gone meanwhile
    Event.@Nullable Opened opened(QueuePartition place, long ownerEpoch) {
        Assignment assignment = byPlace.get(place);
        if (assignment == null || assignment.phase != Phase.RESTORED) {
            return null;
        }
        Restored.Ready ready = assignment.restored;
        if (ready == null) {
            throw new IllegalStateException(place + " is opened without being restored");
        }
        assignment.restored = null;
        assignment.phase = Phase.OPEN;
        assignment.flushed = new FlushTask.Offsets(ready.frontier(), ready.express());
        return new Event.Opened(
                place,
                assignment.epoch,
                ownerEpoch,
                ready.frontier(),
                ready.express(),
                ready.expressEnd(),
                ready.ledger(),
                ready.unfinished());
    }

    void flushed(List<Flush.FrontierAt> frontiers) {
        for (Flush.FrontierAt frontier : frontiers) {
            Assignment assignment = byPlace.get(frontier.place());
            if (assignment != null && assignment.epoch == frontier.epoch()) {
                assignment.flushed = new FlushTask.Offsets(frontier.offset(), frontier.express());
            }
        }
    }

    /// Which of these are left cleanly, with their frontiers.
    Map<QueuePartition, FlushTask.Offsets> closings(
            Collection<QueuePartition> places, Predicate<QueuePartition> quiet) {
        Map<QueuePartition, FlushTask.Offsets> closings = new HashMap<>();
        for (QueuePartition place : places) {
            Assignment assignment = byPlace.get(place);
            if (assignment != null && assignment.phase == Phase.OPEN && quiet.test(place)) {
                closings.put(place, assignment.flushed);
            }
        }
        return closings;
    }

    private void restore(QueuePartition place, Assignment assignment) {
        assignment.phase = Phase.RESTORING;
        restorer.restore(place, assignment.epoch, () -> assignment.phase == Phase.RESTORING);
    }

    private enum Phase {
        RESTORING,
        REFUSED,
        RESTORED,
        OPEN,
        GONE
    }

    private static final class Assignment {
        final int epoch;
        volatile Phase phase = Phase.RESTORING;
        Restored.@Nullable Ready restored;
        FlushTask.Offsets flushed = new FlushTask.Offsets(0, 0);
        long retryAt;

        Assignment(int epoch) {
            this.epoch = epoch;
        }
    }
}
