package dev.towpath.worker.run;

import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.QueuePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/// The express topics of the partitions that are open in this worker. The owner of a jobs partition
/// assigns the express partition of the same number to itself: two topics of one subscription may
/// have two owners. For the poll thread alone.
final class Express implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames topics;
    private final Map<TopicPartition, QueuePartition> places = new HashMap<>();

    Express(Consumer<byte[], byte[]> consumer, TopicNames topics) {
        this.consumer = consumer;
        this.topics = topics;
    }

    Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return places.isEmpty() ? ConsumerRecords.empty() : consumer.poll(Duration.ZERO);
    }

    QueuePartition place(TopicPartition partition) {
        QueuePartition place = places.get(partition);
        if (place == null) {
            throw new IllegalStateException(partition + " is not assigned");
        }
        return place;
    }

    void open(QueuePartition place, long offset) {
        places.put(partition(place), place);
        consumer.assign(List.copyOf(places.keySet()));
        consumer.seek(partition(place), offset);
    }

    void gone(Set<QueuePartition> gone) {
        if (places.values().removeAll(gone)) {
            consumer.assign(List.copyOf(places.keySet()));
        }
    }

    void pause(QueuePartition place) {
        consumer.pause(List.of(partition(place)));
    }

    void resume(QueuePartition place) {
        consumer.resume(List.of(partition(place)));
    }

    /// The partitions that are read.
    Collection<TopicPartition> assignment() {
        return new ArrayList<>(places.keySet());
    }

    @Override
    public void close() {
        consumer.close();
    }

    private TopicPartition partition(QueuePartition place) {
        return new TopicPartition(topics.express(place.queue()), place.partition());
    }
}
