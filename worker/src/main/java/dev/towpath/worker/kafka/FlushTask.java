package dev.towpath.worker.kafka;

import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/// Everything that one transaction needs, taken at one moment by the poll thread and immutable from
/// then on: the group metadata is of the moment at which the results were ours, never of the moment
/// at which they are sent.
///
/// @param openings partitions whose `opened` mark is to be written, with the offsets they are read
///     from
/// @param closings partitions that are left cleanly, with their frontiers
public record FlushTask(
        Flush flush,
        Map<QueuePartition, Offsets> openings,
        Map<QueuePartition, Offsets> closings,
        ConsumerGroupMetadata group) {
    public FlushTask {
        // Not Map.copyOf, whose order is another in each JVM: a simulation goes by the seed alone.
        openings = Collections.unmodifiableMap(new LinkedHashMap<>(openings));
        closings = Collections.unmodifiableMap(new LinkedHashMap<>(closings));
    }

    /// Where the topics of a partition are read on.
    public record Offsets(long jobs, long express) {}

    public static Flush nothing() {
        return new Flush(0, List.of(), List.of());
    }

    /// Whether there is nothing to commit: such a task only readies the producer.
    public boolean isEmpty() {
        return flush.frontiers().isEmpty() && openings.isEmpty() && closings.isEmpty();
    }

    /// Every partition that the transaction touches.
    Set<QueuePartition> places() {
        Set<QueuePartition> places = new HashSet<>(openings.keySet());
        places.addAll(closings.keySet());
        flush.frontiers().forEach(frontier -> places.add(frontier.place()));
        return places;
    }
}
