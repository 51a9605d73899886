package dev.towpath.gateway;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What is on a topic.
public final class Records {
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

    /// All jobs that were put on a queue or on the ladder, in the order of each partition.
    public static List<ConsumerRecord<byte[], byte[]>> jobs(Installation installation) {
        List<String> topics = new ArrayList<>();
        TopicNames names = installation.config().topicNames();
        installation.config().queues().keySet().forEach(queue -> topics.add(names.jobs(queue)));
        for (Rung rung : Rung.values()) {
            topics.add(names.delay(rung));
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (TopicPartition partition : partitions(installation, topics)) {
            records.addAll(read(installation, partition));
        }
        return records;
    }

    private static List<TopicPartition> partitions(Installation installation, List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(installation)) {
            return topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }
    }

    /// All records with a key, in the partition of a job.
    static List<ConsumerRecord<byte[], byte[]>> ofKey(
            Installation installation, JobId id, String key) {
        String topic = installation.prefix() + "jobs." + id.queue();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return read(installation, new TopicPartition(topic, id.partition())).stream()
                .filter(record -> Arrays.equals(record.key(), bytes))
                .toList();
    }

    /// How many records a queue's jobs topic has.
    static long count(Installation installation, String queue) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(installation)) {
            String topic = installation.prefix() + "jobs." + queue;
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /// What is on the control topic, waiting until something is.
    static List<ConsumerRecord<byte[], byte[]>> awaitControl(Installation installation) {
        TopicPartition partition = new TopicPartition(installation.prefix() + "control", 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(installation)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (records.isEmpty()) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Installation installation, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(installation)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Installation installation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", installation.config().kafka().bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
