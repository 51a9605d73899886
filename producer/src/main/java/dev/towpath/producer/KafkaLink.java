package dev.towpath.producer;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The Kafka clients behind a [JobProducer]: made when first needed, so that it can be opened while
/// no broker answers, and made anew when Kafka's client has ended itself.
final class KafkaLink implements AutoCloseable {
    /// The longest wait for metadata before a record is handed over, as a part of the deadline.
    private static final int METADATA_SHARE = 2;

    private static final int BATCH_BYTES = 64 * 1024;

    private final ProducerSettings settings;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Admin admin;
    private boolean closed;

    KafkaLink(ProducerSettings settings) {
        this.settings = settings;
    }

    /// The partitions of a topic, waiting for Kafka when they are not known yet.
    ///
    /// A topic is looked up by the admin client first, because a producer's own look-up makes
    /// absent topics on brokers that allow it.
    ///
    /// @throws TowpathException when Kafka does not answer, has no such topic, or refuses
    List<PartitionInfo> partitions(String topic) {
        try {
            if (!known.contains(topic)) {
                await(admin().describeTopics(List.of(topic)).allTopicNames().toCompletionStage());
                known.add(topic);
            }
            return producer().partitionsFor(topic);
        } catch (KafkaException | IllegalStateException e) {
            throw SendFailure.beforeSending(topic, e);
        }
    }

    /// The offset behind a partition's last record.
    ///
    /// @throws TowpathException when Kafka does not answer, has no such topic, or refuses
    long end(TopicPartition partition) {
        try {
            return await(
                            admin().listOffsets(
                                            Map.of(partition, OffsetSpec.latest()),
                                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                                    .partitionResult(partition)
                                    .toCompletionStage())
                    .offset();
        } catch (KafkaException | IllegalStateException e) {
            throw SendFailure.beforeSending(partition.topic(), e);
        }
    }

    /// Hands a record to Kafka's client. The callback decides what became of it.
    ///
    /// @throws TowpathException when the client did not take it: it is not stored
    void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        Producer<byte[], byte[]> taken = producer();
        try {
            var _ = taken.send(record, callback);
        } catch (KafkaException | IllegalStateException e) {
            if (!(e instanceof ApiException) && !(e instanceof InterruptException)) {
                replace(taken);
            }
            throw SendFailure.beforeSending(record.topic(), e);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> lastProducer;
        Admin lastAdmin;
        synchronized (this) {
            closed = true;
            lastProducer = producer;
            lastAdmin = admin;
        }
        if (lastProducer != null) {
            lastProducer.close(settings.deadline());
        }
        if (lastAdmin != null) {
            lastAdmin.close(Duration.ZERO);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        refuseWhenClosed();
        Producer<byte[], byte[]> ready = producer;
        if (ready == null) {
            ready =
                    new KafkaProducer<>(
                            producerProperties(),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            producer = ready;
        }
        return ready;
    }

    private synchronized Admin admin() {
        refuseWhenClosed();
        Admin ready = admin;
        if (ready == null) {
            ready = Admin.create(adminProperties());
            admin = ready;
        }
        return ready;
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new TowpathException(
                    ErrorCode.SHUTTING_DOWN,
                    "the producer is closed: nothing was sent; send it through an open one");
        }
    }

    /// Forgets a client that has ended itself; the next send makes a new one.
    private synchronized void replace(Producer<byte[], byte[]> broken) {
        if (broken.equals(producer) && !closed) {
            producer = null;
            Thread.startVirtualThread(() -> broken.close(Duration.ZERO));
        }
    }

    private Map<String, Object> producerProperties() {
        long deadline = settings.deadline().toMillis();
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "towpath-producer");
        properties.putAll(settings.properties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A fresh partition can block an idempotent producer with more in flight (KAFKA-15591).
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) (deadline * 9 / 10));
        properties.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(2_000, deadline * 2 / 5));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadline / METADATA_SHARE);
        // Twice what may be in flight, so that handing over a record does not wait for room.
        properties.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                settings.maxBytesInFlight() * 2 + 512L * settings.maxInFlight());
        return properties;
    }

    private Map<String, Object> adminProperties() {
        int patience = (int) (settings.deadline().toMillis() / METADATA_SHARE);
        Map<String, Object> properties = new HashMap<>();
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-producer-admin");
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        properties.putAll(settings.properties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(2_000, patience));
        return properties;
    }

    private static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
