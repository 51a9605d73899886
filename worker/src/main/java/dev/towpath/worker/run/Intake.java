package dev.towpath.worker.run;

import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Heap;
import dev.towpath.worker.kafka.OneByOne;
import dev.towpath.worker.kafka.RecordDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes in from the jobs topics, or from the express topics, decoded. For the poll thread.
///
/// It knows by itself where each open partition goes on. When memory runs out in a poll, what
/// Kafka's client had taken from the other partitions is lost with the error, though its own
/// positions say that it was handed over.
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Consumer<byte[], byte[]> consumer;
    private final BoundedBytes bytes;
    private final Supplier<OneByOne> oneByOne;
    private final Map<String, String> queueOfTopic = new HashMap<>();
    private final UnaryOperator<String> topicOf;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /// What is told of a partition's records, in their order.
    @FunctionalInterface
    interface Taker {
        void take(QueuePartition place, List<Arrival> arrivals);
    }

    /// @param bytes what the consumer reads keys and values with
    /// @param topicOf the name of a queue's topic
    Intake(
            Consumer<byte[], byte[]> consumer,
            BoundedBytes bytes,
            Supplier<OneByOne> oneByOne,
            UnaryOperator<String> topicOf,
            Set<String> queues) {
        this.consumer = consumer;
        this.bytes = bytes;
        this.oneByOne = oneByOne;
        this.topicOf = topicOf;
        queues.forEach(queue -> queueOfTopic.put(topicOf.apply(queue), queue));
    }

    Set<String> topics() {
        return queueOfTopic.keySet();
    }

    /// A partition is read from this offset on.
    void open(QueuePartition place, long offset) {
        TopicPartition partition = partition(place);
        next.put(partition, offset);
        consumer.seek(partition, offset);
        consumer.resume(List.of(partition));
    }

    void gone(Collection<QueuePartition> places) {
        places.forEach(place -> next.remove(partition(place)));
    }

    /// Fetches without waiting.
    ///
    /// @return how many records there were
    /// @throws OutOfMemoryError when the heap is exhausted
    /// @throws OffsetOutOfRangeException when records were deleted that were to be read next
    int poll(Taker taker) {
        ConsumerRecords<byte[], byte[]> records;
        bytes.nextPoll();
        try {
            records = consumer.poll(Duration.ZERO);
        } catch (OutOfMemoryError e) {
            return goBack(e, taker);
        } catch (OffsetOutOfRangeException e) {
            throw e;
        } catch (KafkaException e) {
            return passOver(e, taker);
        }
        for (TopicPartition partition : records.partitions()) {
            if (next.containsKey(partition)) {
                QueuePartition place = place(partition);
                List<ConsumerRecord<byte[], byte[]>> fetched = records.records(partition);
                List<Arrival> arrivals = new ArrayList<>(fetched.size());
                for (ConsumerRecord<byte[], byte[]> record : fetched) {
                    arrivals.add(RecordDecoder.decode(place, record));
                }
                hand(partition, arrivals, taker);
            }
        }
        return records.count();
    }

    private void hand(TopicPartition partition, List<Arrival> arrivals, Taker taker) {
        next.put(partition, arrivals.getLast().offset() + 1);
        taker.take(place(partition), arrivals);
    }

    /// A record takes more memory than there is. It is not known which one, so every partition goes
    /// on where it was, one record at a time for a stretch.
    private int goBack(OutOfMemoryError problem, Taker taker) {
        if (Heap.isExhausted()) {
            throw problem;
        }
        log.warn("A record takes too much memory ({}); all go one by one", problem.getMessage());
        next.forEach(consumer::seek);
        int count = 0;
        try (OneByOne reader = oneByOne.get()) {
            for (TopicPartition partition : List.copyOf(next.keySet())) {
                if (consumer.paused().contains(partition)) {
                    continue;
                }
                List<Arrival> arrivals =
                        reader.read(place(partition), partition, next.getOrDefault(partition, 0L));
                if (!arrivals.isEmpty()) {
                    consumer.seek(partition, arrivals.getLast().offset() + 1);
                    hand(partition, arrivals, taker);
                    count += arrivals.size();
                }
                if (arrivals.stream().anyMatch(OneByOne::isTooLarge)) {
                    // That was it; the other partitions go on as usual.
                    break;
                }
            }
        }
        return count;
    }

    /// Passes over a record that Kafka's client cannot read, if it was that.
    private int passOver(KafkaException problem, Taker taker) {
        TopicPartition partition = Unreadable.partition(problem, next.keySet());
        if (partition == null) {
            throw problem;
        }
        long offset = consumer.position(partition);
        consumer.seek(partition, offset + 1);
        hand(partition, List.of(Unreadable.at(partition, offset, problem)), taker);
        return 1;
    }

    void pause(QueuePartition place) {
        consumer.pause(List.of(partition(place)));
    }

    void resume(QueuePartition place) {
        consumer.resume(List.of(partition(place)));
    }

    QueuePartition place(TopicPartition partition) {
        String queue = queueOfTopic.get(partition.topic());
        if (queue == null) {
            throw new IllegalStateException("topic " + partition.topic() + " is not a queue's");
        }
        return new QueuePartition(queue, partition.partition());
    }

    TopicPartition partition(QueuePartition place) {
        return new TopicPartition(topicOf.apply(place.queue()), place.partition());
    }
}
