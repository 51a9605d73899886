package dev.towpath.gateway.dead;

import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long each queue's oldest dead letter that waits for somebody is still kept, looked at once a
/// minute.
public final class OldestLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OldestLetters.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LEDGER_PAUSE = Duration.ofMillis(100);
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int FETCH_BYTES = 256 << 10;
    private static final String RETENTION = "retention.ms";

    private final TowpathConfig config;
    private final TopicNames topics;
    private final InstantSource clock;
    private final LedgerView ledger;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> deletedAt = new ConcurrentHashMap<>();

    private OldestLetters(TowpathConfig config, InstantSource clock, LedgerView ledger) {
        this.config = config;
        this.ledger = ledger;
        this.topics = config.topicNames();
        this.clock = clock;
    }

    /// Begins to look, as soon as the ledger is read: it says which jobs are done, whatever letter
    /// there is of them. Does not wait for Kafka.
    public static OldestLetters start(
            TowpathConfig config, InstantSource clock, LedgerView ledger, GatewayMetrics metrics) {
        OldestLetters letters = new OldestLetters(config, clock, ledger);
        for (String queue : config.queues().keySet()) {
            metrics.gauge(GatewayMetrics.DEAD_LEFT, queue, () -> letters.secondsLeft(queue));
        }
        Thread.ofPlatform().daemon().name("gateway-letters").start(letters::run);
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
            while (!ledger.loaded()) {
                if (closed.await(LEDGER_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            while (closed.getCount() > 0) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks on and on with the same clients; a failure ends it, and a minute later it begins anew.
    private void look() throws InterruptedException {
        try (Admin admin = Admin.create(properties());
                Consumer<byte[], byte[]> consumer = consumer()) {
            OpenLetters letters = new OpenLetters(consumer, topics.audit(), this::isDone);
            Map<String, String> queues = new TreeMap<>();
            config.queues().keySet().forEach(queue -> queues.put(topics.dead(queue), queue));
            do {
                Map<String, Long> oldest = letters.oldest(queues.keySet());
                for (Map.Entry<String, String> one : queues.entrySet()) {
                    note(one.getValue(), oldest.get(one.getKey()), kept(admin, one.getKey()));
                }
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("it is not known now how old the oldest dead letters are", e);
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("nobody asks any more how old the oldest dead letters are");
            }
        }
    }

    private boolean isDone(JobId id) {
        return ledger.find(id).filter(known -> known.state() == State.DONE).isPresent();
    }

    private void note(String queue, @Nullable Long oldest, long kept) {
        if (oldest == null || kept < 0) {
            deletedAt.remove(queue);
        } else {
            deletedAt.put(queue, oldest + kept);
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
