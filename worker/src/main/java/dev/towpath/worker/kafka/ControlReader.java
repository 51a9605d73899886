package dev.towpath.worker.kafka;

import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.payload.SchemaStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the control topic on a thread of its own, from its beginning: the payload schemas that
/// are published there, and what operators pause.
public final class ControlReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition control;
    private final SchemaStore schemas;
    private final Listener listener;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("towpath-control").unstarted(this::run);
    private volatile boolean stopping;

    /// Is told what the topic says, on the reader's thread.
    public interface Listener {
        /// A schema was taken.
        void learned(long fingerprint);

        void paused(Pause pause);

        void resumed(Pause.Place place);

        /// All that the topic held when the reader began has been told.
        void caughtUp();
    }

    public ControlReader(
            Map<String, Object> clientProperties,
            String topic,
            SchemaStore schemas,
            Listener listener) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.control = new TopicPartition(topic, 0);
        this.schemas = schemas;
        this.listener = listener;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            consumer.assign(List.of(control));
            consumer.seekToBeginning(List.of(control));
            Long end = consumer.endOffsets(List.of(control)).get(control);
            boolean caughtUp = false;
            while (!stopping) {
                // Before the poll, which waits where nothing is left to read, as long as it may.
                if (!caughtUp && (end == null || consumer.position(control) >= end)) {
                    caughtUp = true;
                    listener.caughtUp();
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record);
                }
            }
        } catch (WakeupException | InterruptException e) {
            log.debug("The control topic is no longer followed");
        } catch (KafkaException e) {
            log.error(
                    "The control topic {} cannot be read: {}. Jobs with payload schemas that this worker"
                            + " does not know yet are held until it is started again.",
                    control.topic(),
                    e.toString());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<Pause.Place> place = Pause.place(key);
        if (place.isPresent()) {
            pause(place.get(), record);
            return;
        }
        if (!SchemaStore.isKey(key)) {
            return;
        }
        Optional<String> leftOut = schemas.learn(key, record.value());
        if (leftOut.isPresent()) {
            log.warn("{}@{} is left out: {}", control, record.offset(), leftOut.get());
        } else if (record.value() != null) {
            listener.learned(HexFormat.fromHexDigitsToLong(key, key.length() - 16, key.length()));
        }
    }

    private void pause(Pause.Place place, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            listener.resumed(place);
            return;
        }
        Optional<Pause> pause = Pause.read(place, record.value());
        if (pause.isPresent()) {
            listener.paused(pause.get());
        } else {
            log.warn("{}@{} is left out: it is no pause", control, record.offset());
        }
    }
}
