package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a stretch of a jobs topic one record at a time, with a consumer of its own: where memory
/// runs out, this tells which record it was that took too much, and what came before it is not
/// lost.
///
/// Records behind such a one in the same batch cannot be read either: Kafka's client would have to
/// go through it.
public final class OneByOne implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OneByOne.class);
    private static final int MOST_RECORDS = 2_000;
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration MOST_TIME = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final BoundedBytes bytes = new BoundedBytes();
    private final Consumer<byte[], byte[]> consumer;

    public OneByOne(Clients clients) {
        consumer = clients.oneByOne(bytes);
    }

    /// Reads on from an offset for a while; whoever asks goes on behind the last arrival.
    ///
    /// @throws OutOfMemoryError when the heap is exhausted, whatever the record
    public List<Arrival> read(QueuePartition place, TopicPartition partition, long from) {
        List<Arrival> arrivals = new ArrayList<>();
        long until = System.nanoTime() + MOST_TIME.toNanos();
        long held = 0;
        long offset = from;
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, offset);
            while (offset < end
                    && arrivals.size() < MOST_RECORDS
                    && held < MOST_BYTES
                    && System.nanoTime() < until) {
                for (Arrival arrival : next(place, partition, offset)) {
                    arrivals.add(arrival);
                    held += arrival.bytes();
                    offset = arrival.offset() + 1;
                }
            }
        } catch (KafkaException e) {
            // Whoever asked meets the same and judges it.
            log.info("{} is read one by one as far as {}: {}", partition, offset, e.toString());
        }
        return arrivals;
    }

    /// Whether this is one at which memory ran out.
    public static boolean isTooLarge(Arrival arrival) {
        return arrival instanceof Arrival.Undecodable bad
                && bad.code() == ErrorCode.RECORD_TOO_LARGE;
    }

    private List<Arrival> next(QueuePartition place, TopicPartition partition, long offset) {
        bytes.nextPoll();
        List<Arrival> next = new ArrayList<>(1);
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                next.add(RecordDecoder.decode(place, record));
            }
        } catch (OutOfMemoryError e) {
            if (Heap.isExhausted()) {
                throw e;
            }
            consumer.seek(partition, offset + 1);
            next.add(
                    new Arrival.Undecodable(
                            offset,
                            0,
                            Origin.unreadable(partition.topic(), partition.partition(), offset),
                            ErrorCode.RECORD_TOO_LARGE,
                            "decompressed it takes more memory than the worker has: "
                                    + e.getMessage()));
        }
        return next;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
