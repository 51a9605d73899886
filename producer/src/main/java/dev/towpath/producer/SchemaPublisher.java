package dev.towpath.producer;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Publishes payload schemas on the control topic, where every worker learns them. Safe to do
/// again: the topic keeps one record of each.
public final class SchemaPublisher {
    private SchemaPublisher() {}

    /// Publishes all schemas of Avro types, and waits until Kafka holds them.
    ///
    /// @return how many there are
    /// @throws TowpathException KAFKA_UNAVAILABLE when Kafka does not take them within the deadline
    public static int publish(ProducerSettings settings, PayloadSchemas schemas)
            throws InterruptedException {
        List<PayloadFormat.Avro> formats = new ArrayList<>();
        for (PayloadFormat format : schemas.formats().values()) {
            if (format instanceof PayloadFormat.Avro avro) {
                formats.add(avro);
            }
        }
        if (formats.isEmpty()) {
            return 0;
        }
        Map<String, Object> properties = new HashMap<>(settings.properties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.deadline().toMillis());
        properties.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.deadline().toMillis() / 2);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deadline().toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (PayloadFormat.Avro format : formats) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        settings.topics().control(),
                                        0,
                                        SchemaStore.key(format).getBytes(StandardCharsets.UTF_8),
                                        SchemaStore.value(format))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            return formats.size();
        } catch (ExecutionException | KafkaException e) {
            throw new TowpathException(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    "the payload schemas were not published on "
                            + settings.topics().control()
                            + ": "
                            + e
                            + ". Workers hold jobs whose schema they do not know; publishing again is safe.",
                    e);
        }
    }
}
