package dev.towpath.worker.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was settled and is not committed yet: what waits for the next flush, and the flush under
/// way.
final class Results {
    private ArrayDeque<Settlement> waiting = new ArrayDeque<>();
    private @Nullable Flush underWay;
    private long flushes;

    /// Finds a partition that is open under this epoch.
    @FunctionalInterface
    interface Open {
        @Nullable Partition find(QueuePartition place, int epoch);
    }

    int size() {
        return waiting.size() + (underWay == null ? 0 : underWay.settlements().size());
    }

    void add(Partition partition, Settlement settlement) {
        partition.awaits(settlement);
        waiting.add(settlement);
    }

    /// Forgets what waits of a partition that is gone.
    void drop(QueuePartition place) {
        waiting.removeIf(settlement -> settlement.place().equals(place));
    }

    /// Puts everything that waits into a flush, with the frontier of each partition that has a
    /// result in it, moved or not, and of each other one whose frontier has moved; null when there
    /// is nothing.
    @Nullable Flush assemble(Collection<Partition> partitions) {
        if (underWay != null) {
            throw new BrokenInvariant("a flush is asked for while one is under way");
        }
        List<Flush.FrontierAt> frontiers = new ArrayList<>();
        for (Partition partition : partitions) {
            long offset = partition.frontier.offset();
            long express = partition.express.offset();
            if (partition.unflushed > 0
                    || offset != partition.flushedFrontier
                    || express != partition.flushedExpress) {
                frontiers.add(
                        new Flush.FrontierAt(partition.place, partition.epoch, offset, express));
            }
        }
        if (frontiers.isEmpty()) {
            return null;
        }
        Flush flush = new Flush(++flushes, List.copyOf(waiting), frontiers);
        waiting.clear();
        underWay = flush;
        return flush;
    }

    /// The flush under way ended. What was not committed waits again, before what came since, as
    /// far as its partition is still open.
    void ended(Event.FlushEnded ended, Open open, long now) {
        if (underWay == null || ended.flush().number() != underWay.number()) {
            throw new BrokenInvariant("a flush ended that was not under way");
        }
        underWay = null;
        if (ended.committed()) {
            committed(ended.flush(), open, now);
            return;
        }
        ArrayDeque<Settlement> again = new ArrayDeque<>();
        for (Settlement settlement : ended.flush().settlements()) {
            if (open.find(settlement.place(), settlement.epoch()) != null) {
                again.add(settlement);
            }
        }
        again.addAll(waiting);
        waiting = again;
    }

    private static void committed(Flush flush, Open open, long now) {
        for (Settlement settlement : flush.settlements()) {
            Partition partition = open.find(settlement.place(), settlement.epoch());
            if (partition != null) {
                partition.flushed(settlement);
            }
        }
        for (Flush.FrontierAt frontier : flush.frontiers()) {
            Partition partition = open.find(frontier.place(), frontier.epoch());
            if (partition == null) {
                continue;
            }
            if (frontier.offset() > partition.flushedFrontier) {
                partition.flushedFrontier = frontier.offset();
                partition.movedAt = now;
            }
            partition.flushedExpress = frontier.express();
        }
    }
}
