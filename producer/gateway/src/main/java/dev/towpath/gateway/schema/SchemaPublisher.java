package dev.towpath.gateway.schema;

import dev.towpath.gateway.health.Check;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the payload schemas that the gateway writes with on the control topic, at each start and
/// each time they are loaded anew, and tries until Kafka has them. Jobs need not wait for that: a
/// worker holds those whose schema it does not know yet.
public final class SchemaPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaPublisher.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PATIENCE_MILLIS = 10_000;

    private final TowpathConfig config;
    private final Thread thread;
    private List<PayloadFormat.Avro> wanted = List.of();
    private boolean pending;
    private String obstacle = "";

    public SchemaPublisher(TowpathConfig config) {
        this.config = config;
        this.thread = Thread.ofVirtual().name("gateway-schemas").start(this::run);
    }

    /// Publishes the schemas of all Avro types, soon.
    public synchronized void publish(PayloadSchemas schemas) {
        List<PayloadFormat.Avro> found = new ArrayList<>();
        schemas.formats().values().forEach(format -> addAvro(found, format));
        schemas.others().ifPresent(format -> addAvro(found, format));
        wanted = List.copyOf(found);
        pending = !wanted.isEmpty();
        notifyAll();
    }

    /// Whether Kafka has them.
    public synchronized Check check() {
        return pending
                ? new Check("schemas", false, "payload schemas are not published yet" + obstacle)
                : new Check("schemas", true, wanted.size() + " payload schemas are published");
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void addAvro(List<PayloadFormat.Avro> found, PayloadFormat format) {
        switch (format) {
            case PayloadFormat.Json() -> {}
            case PayloadFormat.Avro avro -> found.add(avro);
        }
    }

    private void run() {
        try {
            while (true) {
                List<PayloadFormat.Avro> schemas = next();
                try {
                    send(schemas);
                    done(schemas);
                } catch (ExecutionException | KafkaException e) {
                    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
                    failed(String.valueOf(cause));
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more payload schemas are published: the gateway stops");
        }
    }

    private synchronized List<PayloadFormat.Avro> next() throws InterruptedException {
        while (!pending) {
            wait();
        }
        return wanted;
    }

    private synchronized void done(List<PayloadFormat.Avro> schemas) {
        if (wanted.equals(schemas)) {
            pending = false;
            obstacle = "";
        }
    }

    private synchronized void failed(String why) {
        if (obstacle.isEmpty()) {
            LOG.warn("payload schemas cannot be published now, it is tried again: {}", why);
        }
        obstacle = ": " + why;
    }

    private void send(List<PayloadFormat.Avro> schemas)
            throws ExecutionException, InterruptedException {
        String topic = config.topicNames().control();
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "towpath-gateway-schemas");
        // Only the admin client asks for a topic without making it.
        try (Admin admin = Admin.create(properties)) {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
        }
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (PayloadFormat.Avro schema : schemas) {
                byte[] key = SchemaStore.key(schema).getBytes(StandardCharsets.UTF_8);
                byte[] value = SchemaStore.value(schema);
                sent.add(producer.send(new ProducerRecord<>(topic, 0, key, value)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }
}
