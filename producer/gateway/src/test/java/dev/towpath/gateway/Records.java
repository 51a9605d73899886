package dev.towpath.gateway;

import dev.towpath.schemas.id.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What is on a topic.
final class Records {
    private Records() {}

    /// The only record of a job.
    static ConsumerRecord<byte[], byte[]> find(Installation installation, JobId id) {
        List<ConsumerRecord<byte[], byte[]>> found = all(installation, id);
        if (found.size() != 1) {
            throw new AssertionError("expected one record of " + id + ", got " + found.size());
        }
        return found.getFirst();
    }

    /// All records of a job.
    static List<ConsumerRecord<byte[], byte[]>> all(Installation installation, JobId id) {
        String topic = installation.prefix() + "jobs." + id.queue();
        return read(installation, new TopicPartition(topic, id.partition())).stream()
                .filter(record -> id.toString().equals(header(record, "ce_id")))
                .toList();
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Installation installation, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", installation.config().kafka().bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
