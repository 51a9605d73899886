package dev.towpath.worker.run;

import dev.towpath.worker.core.QueuePartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The express topics of the partitions that are open in this worker. The owner of a jobs partition
/// assigns the express partition of the same number to itself: two topics of one subscription may
/// have two owners. For the poll thread alone.
final class Express implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Express.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Intake intake;
    private final Map<QueuePartition, TopicPartition> open = new HashMap<>();

    Express(Consumer<byte[], byte[]> consumer, Intake intake) {
        this.consumer = consumer;
        this.intake = intake;
    }

    /// Fetches without waiting.
    ///
    /// @return how many records there were
    int poll(Intake.Taker taker) {
        if (open.isEmpty()) {
            return 0;
        }
        try {
            return intake.poll(taker);
        } catch (OffsetOutOfRangeException e) {
            log.warn("{}: read on from what there is", e.getMessage());
            consumer.seekToBeginning(e.partitions());
            return 1;
        }
    }

    void open(QueuePartition place, long offset) {
        open.put(place, intake.partition(place));
        consumer.assign(List.copyOf(open.values()));
        intake.open(place, offset);
    }

    void gone(Set<QueuePartition> places) {
        if (open.keySet().removeAll(places)) {
            intake.gone(places);
            consumer.assign(List.copyOf(open.values()));
        }
    }

    Intake intake() {
        return intake;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
