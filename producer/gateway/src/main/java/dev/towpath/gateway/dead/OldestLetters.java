package dev.towpath.gateway.dead;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long each queue's oldest dead letter is still kept: Kafka is asked once a minute for the
/// time of the first record of each partition, and for how long the topic keeps one. No letter is
/// read.
public final class OldestLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OldestLetters.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int PATIENCE_MILLIS = 5_000;
    private static final String RETENTION = "retention.ms";

    private final TowpathConfig config;
    private final TopicNames topics;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> deletedAt = new ConcurrentHashMap<>();

    private OldestLetters(TowpathConfig config, InstantSource clock) {
        this.config = config;
        this.topics = config.topicNames();
        this.clock = clock;
    }

    /// Begins to ask. Does not wait for Kafka.
    public static OldestLetters start(
            TowpathConfig config, InstantSource clock, GatewayMetrics metrics) {
        OldestLetters letters = new OldestLetters(config, clock);
        for (String queue : config.queues().keySet()) {
            metrics.gauge(GatewayMetrics.DEAD_LEFT, queue, () -> letters.secondsLeft(queue));
        }
        Thread.ofVirtual().name("gateway-letters").start(letters::run);
        return letters;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /// Until Kafka may delete the oldest letter of a queue; not a number when there is none, or
    /// none is ever deleted.
    private double secondsLeft(String queue) {
        Long at = deletedAt.get(queue);
        return at == null ? Double.NaN : (at - clock.millis()) / 1_000.0;
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks on and on with one client; a failure ends it, and a new one begins a minute later.
    private void ask() throws InterruptedException {
        try (Admin admin = Admin.create(properties())) {
            do {
                for (String queue : config.queues().keySet()) {
                    look(admin, queue);
                }
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("it is not known now how old the oldest dead letters are", e);
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("nobody asks any more how old the oldest dead letters are");
            }
        }
    }

    private void look(Admin admin, String queue) throws InterruptedException, ExecutionException {
        String topic = topics.dead(queue);
        long kept = kept(admin, topic);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        for (TopicDescription found :
                admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
            found.partitions()
                    .forEach(
                            one ->
                                    first.put(
                                            new TopicPartition(topic, one.partition()),
                                            OffsetSpec.forTimestamp(0)));
        }
        long oldest = Long.MAX_VALUE;
        for (ListOffsetsResultInfo one : admin.listOffsets(first).all().get().values()) {
            if (one.offset() >= 0) {
                oldest = Math.min(oldest, one.timestamp());
            }
        }
        if (oldest == Long.MAX_VALUE || kept < 0) {
            deletedAt.remove(queue);
        } else {
            deletedAt.put(queue, oldest + kept);
        }
    }

    /// Milliseconds; negative for ever.
    private static long kept(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config settings = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return Long.parseLong(
                Objects.requireNonNull(Objects.requireNonNull(settings).get(RETENTION)).value());
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-gateway-letters");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return properties;
    }
}
