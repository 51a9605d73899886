package dev.towpath.gateway.ledger;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A read model of all ledgers: what has become of each job id. It follows the ledger topics with
/// one consumer, without group, and is rebuilt from them at each start.
public final class LedgerView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerView.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 2_000;

    private final TowpathConfig config;
    private final TopicNames topics;
    private final InstantSource clock;
    private final MarkReader marks;
    private final Thread follower;
    private volatile Map<TopicPartition, PartitionLedger> ledgers = Map.of();
    private volatile boolean loaded;
    private volatile @Nullable Consumer<byte[], byte[]> reader;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String obstacle = "the ledger is being read";

    private LedgerView(TowpathConfig config, InstantSource clock) {
        this.config = config;
        this.topics = config.topicNames();
        this.clock = clock;
        this.marks = new MarkReader(() -> consumer("towpath-gateway-marks", 1));
        this.follower = Thread.ofPlatform().daemon().name("gateway-ledger").unstarted(this::follow);
    }

    /// Begins to read. Does not wait for Kafka.
    public static LedgerView start(TowpathConfig config, InstantSource clock) {
        LedgerView view = new LedgerView(config, clock);
        view.follower.start();
        return view;
    }

    /// Whether everything that was on the ledgers when this started has been read.
    public boolean loaded() {
        return loaded;
    }

    /// Why it is not loaded; of no meaning when it is.
    public String obstacle() {
        return obstacle;
    }

    /// What is known of a job that has ended; empty when nothing is.
    public Optional<Known> find(JobId id) {
        PartitionLedger ledger = ledgers.get(partition(id));
        return ledger == null ? Optional.empty() : ledger.find(id);
    }

    /// The whole mark of a job; empty when it has just been overtaken by a newer one.
    ///
    /// @throws Refusal when Kafka does not answer
    public Optional<Mark> mark(JobId id, Known known) {
        return marks.read(partition(id), known.offset(), id);
    }

    /// Whether jobs that ended may be forgotten here, for want of memory.
    public boolean forgetful(JobId id) {
        PartitionLedger ledger = ledgers.get(partition(id));
        return ledger != null && ledger.forgetful();
    }

    /// @throws Refusal `TP-2008` until everything is read
    public void requireLoaded() {
        if (!loaded) {
            throw new Refusal(
                    ErrorCode.LEDGER_NOT_LOADED,
                    "what has become of jobs is not known yet: " + obstacle + ". Ask again later");
        }
    }

    /// How many job ids are known.
    public long size() {
        return ledgers.values().stream().mapToLong(PartitionLedger::size).sum();
    }

    /// The bytes that they take.
    public long bytes() {
        return ledgers.values().stream().mapToLong(PartitionLedger::bytes).sum();
    }

    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> current = reader;
        if (current != null) {
            current.wakeup();
        }
        try {
            follower.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        marks.close();
    }

    /// Reads on for ever; after a failure anew, from where it was.
    private void follow() {
        while (closed.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer = consumer("towpath-gateway-ledger", BATCH)) {
                reader = consumer;
                if (assign(consumer)) {
                    read(consumer);
                }
            } catch (WakeupException e) {
                LOG.debug("the ledger's reader is stopped");
            } catch (KafkaException e) {
                obstacle = "Kafka does not give the ledger: " + e.getMessage();
                LOG.warn("the ledger cannot be read now, it goes on in a second: {}", e.toString());
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the ledger is no longer followed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes all partitions of all ledgers.
    private boolean assign(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String queue : config.queues().keySet()) {
            String topic = topics.ledger(queue);
            List<PartitionInfo> found = consumer.partitionsFor(topic);
            if (found == null || found.isEmpty()) {
                obstacle = "topic " + topic + " does not exist";
                return false;
            }
            found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        if (!ledgers.keySet().containsAll(partitions)) {
            ledgers = fresh(partitions);
        }
        consumer.assign(partitions);
        ledgers.forEach((partition, ledger) -> consumer.seek(partition, ledger.position()));
        return true;
    }

    private Map<TopicPartition, PartitionLedger> fresh(List<TopicPartition> partitions) {
        long share = config.gateway().ledgerMemory() / partitions.size();
        Map<TopicPartition, PartitionLedger> all = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            all.put(partition, new PartitionLedger(partition.toString(), share, clock));
        }
        return Map.copyOf(all);
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(ledgers.keySet());
        while (closed.getCount() > 0) {
            if (!loaded && reached(consumer, ends)) {
                loaded = true;
                LOG.info("the ledger is read: {} jobs, {} bytes", size(), bytes());
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
            ledgers.forEach(
                    (partition, ledger) -> {
                        ledger.take(records.records(partition));
                        ledger.position(consumer.position(partition));
                    });
        }
    }

    private static boolean reached(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private TopicPartition partition(JobId id) {
        return new TopicPartition(topics.ledger(id.queue()), id.partition());
    }

    private Consumer<byte[], byte[]> consumer(String clientId, int maxRecords) {
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
