package dev.towpath.e2e.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// A broker and a group of its own, and a time in which things happen there.
abstract class Ground {
    /// A process that the group does without when it is silent for long.
    static final String SILENT = "silent";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(5);

    /// The clients of a process of that name.
    abstract Clients clients(String process);

    abstract Questions questions();

    final long beginning(TopicPartition partition) throws ExecutionException, InterruptedException {
        return questions().beginnings(List.of(partition)).getOrDefault(partition, -1L);
    }

    final long end(TopicPartition partition) throws ExecutionException, InterruptedException {
        return questions().ends(List.of(partition)).getOrDefault(partition, -1L);
    }

    /// Makes a topic, whose records have the time of their append.
    abstract String topic(int partitions) throws Exception;

    /// Deletes what lies below an offset.
    abstract void deleteBelow(TopicPartition partition, long offset) throws Exception;

    /// For so long nobody hears of the process SILENT.
    abstract void silence(Duration time);

    /// Waits until a producer knows a topic: one of copies fails rather than wait for long.
    abstract void meet(Producer<byte[], byte[]> producer, String topic);

    abstract long nanos();

    abstract void pass(Duration time);

    abstract String group();

    /// Waits until it is so.
    final void until(String what, BooleanSupplier so) {
        long deadline = nanos() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (nanos() > deadline) {
                throw new AssertionError("it did not come to this: " + what);
            }
            pass(LOOK);
        }
    }

    final Producer<byte[], byte[]> producer(String transactionalId) {
        return clients("writer").transactional(group() + "-" + transactionalId);
    }

    /// A producer of this id whose transaction has begun.
    final Producer<byte[], byte[]> begun(String transactionalId) {
        Producer<byte[], byte[]> producer = producer(transactionalId);
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    static ProducerRecord<byte[], byte[]> record(TopicPartition to, String value) {
        return new ProducerRecord<>(
                to.topic(), to.partition(), value.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /// Sends a record, and waits until it is stored.
    final RecordMetadata send(Producer<byte[], byte[]> by, TopicPartition to, String value)
            throws InterruptedException, ExecutionException {
        meet(by, to.topic());
        Future<RecordMetadata> sent = by.send(record(to, value));
        until(value + " is stored", sent::isDone);
        return sent.get();
    }

    /// What a consumer gets before it has the last of these, or all that it gets in a while.
    final List<String> read(Consumer<byte[], byte[]> consumer, String last) {
        List<String> values = new ArrayList<>();
        until(
                "to have read " + last + ", but read " + values,
                () -> {
                    values.addAll(poll(consumer));
                    return values.contains(last);
                });
        return values;
    }

    /// What a consumer gets in a while.
    final List<String> readAWhile(Consumer<byte[], byte[]> consumer) {
        List<String> values = new ArrayList<>();
        long end = nanos() + Duration.ofMillis(400).toNanos();
        until(
                "",
                () -> {
                    values.addAll(poll(consumer));
                    return nanos() > end;
                });
        return values;
    }

    static List<String> poll(Consumer<byte[], byte[]> consumer) {
        List<String> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            values.add(new String(record.value(), UTF_8));
        }
        return values;
    }

    /// What an act comes to: `ok`, or the name of what it throws.
    static String outcome(Act act) {
        try {
            act.go();
            return "ok";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause()).replaceAll("^.*\\.(\\w+):.*", "$1");
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    /// Something that may fail.
    interface Act {
        void go() throws Exception;
    }
}
