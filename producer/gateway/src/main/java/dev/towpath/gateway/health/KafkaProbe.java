package dev.towpath.gateway.health;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Asks Kafka whether it answers and has the topics that the gateway needs.
public final class KafkaProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final TowpathConfig config;
    private final List<String> topics = new ArrayList<>();
    private @Nullable Admin admin;
    private List<Check> answer = List.of();
    private long answeredAt;

    public KafkaProbe(TowpathConfig config) {
        this.config = config;
        TopicNames names = config.topicNames();
        for (String queue : config.queues().keySet()) {
            topics.add(names.jobs(queue));
            topics.add(names.ledger(queue));
            topics.add(names.express(queue));
        }
        for (Rung rung : Rung.values()) {
            topics.add(names.delay(rung));
        }
        topics.add(names.presence());
    }

    /// The checks `kafka` and `topics`, at most a second old. Waits for Kafka for two seconds at
    /// most.
    public synchronized List<Check> check() {
        if (answer.isEmpty() || System.nanoTime() - answeredAt > FRESH.toNanos()) {
            answer = ask();
            answeredAt = System.nanoTime();
        }
        return answer;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private List<Check> ask() {
        List<String> missing = new ArrayList<>();
        try {
            Map<String, ? extends KafkaFuture<?>> found =
                    admin().describeTopics(topics).topicNameValues();
            for (Map.Entry<String, ? extends KafkaFuture<?>> topic : found.entrySet()) {
                if (!exists(topic.getValue())) {
                    missing.add(topic.getKey());
                }
            }
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            return List.of(
                    new Check("kafka", false, "Kafka does not answer: " + cause),
                    new Check("topics", false, "not known while Kafka does not answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(new Check("kafka", false, "the gateway is stopping"));
        }
        Check kafka = new Check("kafka", true, "Kafka answers");
        if (missing.isEmpty()) {
            return List.of(kafka, new Check("topics", true, topics.size() + " topics are there"));
        }
        return List.of(
                kafka,
                new Check(
                        "topics",
                        false,
                        String.join(", ", missing)
                                + " do not exist; make them with 'towpath topics apply'"));
    }

    private static boolean exists(KafkaFuture<?> topic)
            throws ExecutionException, InterruptedException {
        try {
            topic.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private Admin admin() {
        Admin ready = admin;
        if (ready == null) {
            Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
            properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-gateway-probe");
            properties.put(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
            properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
            ready = Admin.create(properties);
            admin = ready;
        }
        return ready;
    }
}
