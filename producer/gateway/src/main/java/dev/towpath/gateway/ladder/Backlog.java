package dev.towpath.gateway.ladder;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many jobs wait on each rung, whoever moves them: what Kafka has beyond what the gateways
/// have committed, asked every few seconds.
final class Backlog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int PATIENCE_MILLIS = 5_000;

    private final TowpathConfig config;
    private final TopicNames topics;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Map<Rung, Long> waiting = Map.of();

    Backlog(TowpathConfig config) {
        this.config = config;
        this.topics = config.topicNames();
        var _ = Thread.ofVirtual().name("gateway-backlog").start(this::run);
    }

    void show(GatewayMetrics metrics) {
        for (Rung rung : Rung.values()) {
            metrics.gauge(
                    GatewayMetrics.LADDER_WAITING,
                    rung.word(),
                    () -> waiting.getOrDefault(rung, 0L));
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(0, TimeUnit.SECONDS)) {
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks with one client until that fails.
    private void ask() throws InterruptedException {
        try (Admin admin = Admin.create(properties())) {
            do {
                waiting = count(admin);
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("it is not known now how many jobs wait", e);
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("nobody asks any more how many jobs wait");
            }
        }
    }

    private Map<Rung, Long> count(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Rung> partitions = new HashMap<>();
        for (Rung rung : Rung.values()) {
            String topic = topics.delay(rung);
            for (TopicDescription found :
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
                found.partitions()
                        .forEach(
                                p ->
                                        partitions.put(
                                                new TopicPartition(topic, p.partition()), rung));
            }
        }
        Map<TopicPartition, OffsetAndMetadata> moved =
                admin.listConsumerGroupOffsets(topics.ladderGroup())
                        .partitionsToOffsetAndMetadata()
                        .get();
        var starts = offsets(admin, partitions, OffsetSpec.earliest());
        var ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<Rung, Long> all = new EnumMap<>(Rung.class);
        partitions.forEach(
                (partition, rung) -> {
                    OffsetAndMetadata committed = moved.get(partition);
                    long from =
                            Math.max(
                                    starts.getOrDefault(partition, 0L),
                                    committed == null ? 0 : committed.offset());
                    long behind = Math.max(0, ends.getOrDefault(partition, 0L) - from);
                    all.merge(rung, behind, Long::sum);
                });
        return all;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Map<TopicPartition, Rung> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.keySet().forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> one :
                admin.listOffsets(wanted).all().get().entrySet()) {
            offsets.put(one.getKey(), one.getValue().offset());
        }
        return offsets;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-ladder-backlog");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return properties;
    }
}
