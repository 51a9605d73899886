package dev.towpath.console.topic;

import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads topics from wherever one says to wherever one says, what is committed alone, without a
/// group: nobody else notices.
///
/// Where a topic ends is asked for with open transactions counted in, and what they hold is waited
/// for: else a mark that is being written would not be seen. Not safe for use by several threads.
public final class TopicReader implements AutoCloseable {
    /// Longer than any transaction of a worker may be open.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int CALL_MILLIS = 15_000;

    private final KafkaConfig kafka;
    private final Watch watch;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /// Is told how far a reading is.
    @FunctionalInterface
    public interface Watch {
        Watch NONE = (_, _, _) -> {};

        /// @param records how many offsets are behind it
        /// @param all of so many
        void read(String topic, long records, long all);
    }

    /// Takes one record after the other.
    @FunctionalInterface
    public interface Visitor {
        /// @return whether to go on with this partition
        boolean take(ConsumerRecord<byte[], byte[]> record);
    }

    public TopicReader(KafkaConfig kafka, Watch watch) {
        this.kafka = kafka;
        this.watch = watch;
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "towpath-console");
        properties.put("default.api.timeout.ms", CALL_MILLIS);
        properties.put("request.timeout.ms", CALL_MILLIS / 2);
        Map<String, Object> reading = new HashMap<>(properties);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        reading.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
        reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        try {
            this.admin = Admin.create(properties);
            this.consumer =
                    new KafkaConsumer<>(
                            reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw KafkaFailure.of("connecting", kafka, e);
        }
    }

    /// Where each partition ends now, open transactions counted in.
    public SortedMap<Integer, Long> ends(String topic) {
        return offsets(topic, _ -> OffsetSpec.latest());
    }

    /// Where each partition begins.
    public SortedMap<Integer, Long> starts(String topic) {
        return offsets(topic, _ -> OffsetSpec.earliest());
    }

    /// The first record of each partition that was written at or after a time; the end where there
    /// is none.
    public SortedMap<Integer, Long> since(String topic, Instant time) {
        SortedMap<Integer, Long> found =
                offsets(topic, _ -> OffsetSpec.forTimestamp(time.toEpochMilli()));
        SortedMap<Integer, Long> ends = ends(topic);
        found.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
        return found;
    }

    /// The id of the Kafka cluster.
    public String cluster() {
        try {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailure.of("asking for the cluster's id", kafka, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// The id of a topic: another one when it was made anew under its name.
    public String id(String topic) {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .map(description -> description.topicId().toString())
                    .findFirst()
                    .orElse("");
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailure.of("asking for " + topic, kafka, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// How far a consumer group has come in each partition; absent where it has committed nothing.
    public SortedMap<Integer, Long> committed(String group, String topic) {
        try {
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach(
                            (partition, offset) -> {
                                if (partition.topic().equals(topic) && offset != null) {
                                    offsets.put(partition.partition(), offset.offset());
                                }
                            });
            return offsets;
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailure.of("reading the offsets of group " + group, kafka, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Reads partition after partition, each in its order.
    ///
    /// @param from the first offset of each partition to read; others are read from their start
    /// @param until the offset of each partition at which to stop; others are not read
    public void read(
            String topic, Map<Integer, Long> from, Map<Integer, Long> until, Visitor visitor) {
        SortedMap<Integer, Long> starts = starts(topic);
        long all = 0;
        SortedMap<Integer, Long> begin = new TreeMap<>();
        for (Map.Entry<Integer, Long> end : new TreeMap<>(until).entrySet()) {
            long start = starts.getOrDefault(end.getKey(), 0L);
            long first = Math.max(start, from.getOrDefault(end.getKey(), start));
            if (first < end.getValue()) {
                begin.put(end.getKey(), first);
                all += end.getValue() - first;
            }
        }
        long before = 0;
        for (Map.Entry<Integer, Long> first : begin.entrySet()) {
            long end = until.getOrDefault(first.getKey(), 0L);
            try {
                read(topic, first.getKey(), first.getValue(), end, visitor, before, all);
            } catch (KafkaException e) {
                throw KafkaFailure.of("reading " + topic, kafka, e);
            }
            before += end - first.getValue();
        }
    }

    private void read(
            String topic,
            int number,
            long from,
            long until,
            Visitor visitor,
            long before,
            long all) {
        TopicPartition partition = new TopicPartition(topic, number);
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long movedAt = System.nanoTime();
        for (long at = from; at < until; ) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (record.offset() >= until || !visitor.take(record)) {
                    return;
                }
            }
            long now = consumer.position(partition);
            if (now > at) {
                at = now;
                movedAt = System.nanoTime();
                watch.read(topic, before + at - from, all);
            } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                throw new TowpathException(
                        ErrorCode.KAFKA_UNAVAILABLE,
                        "reading "
                                + partition
                                + " failed: nothing came for "
                                + PATIENCE.toSeconds()
                                + " s at offset "
                                + at
                                + " of "
                                + until
                                + ": a broker does not answer, or a transaction hangs. Nothing more"
                                + " was done. Running this again is safe.");
            }
        }
    }

    private SortedMap<Integer, Long> offsets(
            String topic, Function<TopicPartition, OffsetSpec> spec) {
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(
                            description ->
                                    description
                                            .partitions()
                                            .forEach(
                                                    info ->
                                                            partitions.add(
                                                                    new TopicPartition(
                                                                            topic,
                                                                            info.partition()))));
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            partitions.forEach(partition -> wanted.put(partition, spec.apply(partition)));
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                    admin.listOffsets(
                                    wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                            .all()
                            .get()
                            .entrySet()) {
                offsets.put(found.getKey().partition(), found.getValue().offset());
            }
            return offsets;
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailure.of("reading the offsets of " + topic, kafka, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static TowpathException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TowpathException(
                ErrorCode.SHUTTING_DOWN,
                "reading was interrupted. Nothing more was done. Running this again is safe.",
                e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
        admin.close(Duration.ofSeconds(2));
    }
}
