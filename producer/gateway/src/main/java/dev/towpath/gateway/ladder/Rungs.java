package dev.towpath.gateway.ladder;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rungs as topics: how they are read, and which of the topics that the ladder needs are there.
final class Rungs {
    private static final Logger LOG = LoggerFactory.getLogger(Rungs.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// The shortest that brokers allow unless told otherwise.
    private static final Duration SESSION = Duration.ofSeconds(6);

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /// A fetch that Kafka holds back does not ask for a line that has room again in the meantime.
    private static final int FETCH_WAIT_MILLIS = 100;

    private final TowpathConfig config;
    private final TopicNames names;
    private final Consumer<byte[], byte[]> consumer;

    Rungs(TowpathConfig config, Consumer<byte[], byte[]> consumer) {
        this.config = config;
        this.names = config.topicNames();
        this.consumer = consumer;
    }

    List<String> topics() {
        List<String> topics = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            topics.add(names.delay(rung));
        }
        return topics;
    }

    Rung of(TopicPartition partition) {
        for (Rung rung : Rung.values()) {
            if (names.delay(rung).equals(partition.topic())) {
                return rung;
            }
        }
        throw new IllegalArgumentException(partition + " is no rung of the ladder");
    }

    /// The topics that are needed and do not exist.
    ///
    /// @throws TimeoutException when Kafka does not answer
    List<String> absent() {
        List<String> wanted = topics();
        config.queues().keySet().forEach(queue -> wanted.add(names.express(queue)));
        wanted.removeIf(topic -> partitions(topic) > 0);
        return wanted;
    }

    /// How many partitions a topic has; 0 when it does not exist, or Kafka does not say.
    int partitionsNow(String topic) {
        try {
            return partitions(topic);
        } catch (TimeoutException | AuthorizationException e) {
            LOG.debug("Kafka does not say how many partitions {} has", topic, e);
            return 0;
        }
    }

    private int partitions(String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, PATIENCE);
        return found == null ? 0 : found.size();
    }

    /// A member of the group of those who move jobs.
    static Consumer<byte[], byte[]> consumer(TowpathConfig config) {
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "towpath-ladder");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.topicNames().ladderGroup());
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
        // What no gateway has moved yet must be read, from the first record on.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Line.MOST_HEADS / 2);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
