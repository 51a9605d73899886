package dev.towpath.console.topic;

import dev.towpath.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes records so that each is confirmed by all replicas in sync, outside of any transaction.
public final class Sender implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    /// What a jobs topic takes, and the little that a new envelope may be longer.
    private static final int MAX_REQUEST_BYTES = 2 << 20;

    private final KafkaConfig kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    public Sender(KafkaConfig kafka) {
        this.kafka = kafka;
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "towpath-console");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 3);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        try {
            this.producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw KafkaFailure.of("connecting", kafka, e);
        }
    }

    /// Hands a record over. What became of it is told by the future.
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record);
        } catch (KafkaException e) {
            throw KafkaFailure.of("writing to " + record.topic(), kafka, e);
        }
    }

    /// Writes one record and waits until it is confirmed.
    public void write(ProducerRecord<byte[], byte[]> record) {
        try {
            send(record).get();
        } catch (ExecutionException e) {
            throw KafkaFailure.of("writing to " + record.topic(), kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KafkaFailure.of("writing to " + record.topic(), kafka, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
