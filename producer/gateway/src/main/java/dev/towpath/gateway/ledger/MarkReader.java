package dev.towpath.gateway.ledger;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Fetches single marks from the ledger, by a few consumers that are lent out in turn.
final class MarkReader implements AutoCloseable {
    private static final int CONSUMERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BlockingQueue<Lane> free = new ArrayBlockingQueue<>(CONSUMERS);

    /// @param consumers makes a consumer; called when the first read needs it
    MarkReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        for (int i = 0; i < CONSUMERS; i++) {
            free.add(new Lane(consumers));
        }
    }

    /// The mark of a job at an offset; empty when another record is there now.
    ///
    /// @throws Refusal `TP-2002` when Kafka does not answer, `TP-1013` when all consumers stay busy
    Optional<Mark> read(TopicPartition partition, long offset, JobId id) {
        Lane lane = borrow();
        try {
            return lane.read(partition, offset)
                    .filter(record -> isOf(record, id))
                    .map(record -> MarkCodec.decode(record.value()));
        } catch (MalformedException | NewerFormatException e) {
            return Optional.empty();
        } catch (KafkaException e) {
            lane.renew();
            throw new Refusal(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    "the ledger of job " + id + " cannot be read now: " + e.getMessage());
        } finally {
            free.add(lane);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < CONSUMERS; i++) {
            borrow().renew();
        }
    }

    private Lane borrow() {
        try {
            Lane lane = free.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (lane == null) {
                throw new Refusal(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "the gateway reads as many jobs from the ledger as it may; ask again"
                                + " later");
            }
            return lane;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.SHUTTING_DOWN, "the gateway is stopping");
        }
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, JobId id) {
        return record.value() != null
                && record.key() != null
                && Arrays.equals(record.key(), id.tail().getBytes(StandardCharsets.US_ASCII));
    }

    /// One consumer, made when it is first needed.
    private static final class Lane {
        private final Supplier<Consumer<byte[], byte[]>> consumers;
        private Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();

        private Lane(Supplier<Consumer<byte[], byte[]>> consumers) {
            this.consumers = consumers;
        }

        Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long offset) {
            Consumer<byte[], byte[]> ready = consumer.orElseGet(consumers);
            consumer = Optional.of(ready);
            ready.assign(List.of(partition));
            ready.seek(partition, offset);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<byte[], byte[]> record :
                        ready.poll(Duration.ofMillis(100)).records(partition)) {
                    return Optional.of(record).filter(found -> found.offset() == offset);
                }
            }
            throw new KafkaException("no answer within " + PATIENCE.toMillis() + " ms");
        }

        void renew() {
            consumer.ifPresent(old -> old.close());
            consumer = Optional.empty();
        }
    }
}
