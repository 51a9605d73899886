package dev.towpath.gateway;

import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What comes off the ladder for the workers, read in a worker's place.
final class Express implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    Express(Installation installation) {
        this(installation, new TopicNames(installation.prefix()).express("default"), 3);
    }

    /// Any topic from its beginning.
    Express(Installation installation, String topic, int partitions) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", installation.config().kafka().bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /// Waits for the record of a job.
    ConsumerRecord<byte[], byte[]> await(String id) {
        awaitUntil(records -> !of(records, id).isEmpty());
        return of(seen, id).getFirst();
    }

    /// Waits until so many records have come, and gives all.
    List<ConsumerRecord<byte[], byte[]>> await(int count) {
        awaitUntil(records -> records.size() >= count);
        return List.copyOf(seen);
    }

    /// Waits until so many jobs have come, and gives all records.
    List<ConsumerRecord<byte[], byte[]>> awaitIds(int count) {
        awaitUntil(records -> records.size() >= count && byId(records).size() >= count);
        return List.copyOf(seen);
    }

    /// Reads for a while, and gives all that has come so far.
    List<ConsumerRecord<byte[], byte[]>> during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        }
        return List.copyOf(seen);
    }

    /// The records by job id.
    static Map<String, List<ConsumerRecord<byte[], byte[]>>> byId(
            List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, List<ConsumerRecord<byte[], byte[]>>> all = new LinkedHashMap<>();
        records.forEach(
                r ->
                        all.computeIfAbsent(Records.header(r, "ce_id"), id -> new ArrayList<>())
                                .add(r));
        return all;
    }

    static JobEnvelope envelope(ConsumerRecord<byte[], byte[]> record) {
        return EnvelopeCodec.decode(record.headers().lastHeader("towpath").value());
    }

    /// How long after it was due Kafka had it, in milliseconds by the broker's clock.
    static long late(ConsumerRecord<byte[], byte[]> record) {
        return record.timestamp() - envelope(record).dueAt();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void awaitUntil(Predicate<List<ConsumerRecord<byte[], byte[]>>> done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.test(seen)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + PATIENCE + " only " + seen.size() + " came");
            }
            consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> of(
            List<ConsumerRecord<byte[], byte[]>> records, String id) {
        return records.stream().filter(r -> id.equals(Records.header(r, "ce_id"))).toList();
    }
}
