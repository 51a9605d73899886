package dev.towpath.worker.kafka;

import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what a worker tells of itself to the presence topic, on a thread of its own: plain
/// acknowledged sends, the last word only. While Kafka is slow words are left out, and nobody waits
/// for it.
public final class PresenceWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PresenceWriter.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int DELIVERY_MILLIS = 3_000;

    private final Map<String, Object> properties;
    private final String topic;
    private final BlockingQueue<Presence> last = new ArrayBlockingQueue<>(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("towpath-presence").unstarted(this::run);
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private volatile boolean answered = true;
    private volatile boolean leaving;
    private volatile @Nullable Identity who;
    private long warnedAt = System.nanoTime() - WARN_NANOS;

    public PresenceWriter(Map<String, Object> clientProperties, String topic) {
        this.topic = topic;
        properties = new HashMap<>(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Idempotent producers can stick on fresh partitions otherwise (KAFKA-15591).
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // An older word is worth nothing.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    }

    public void start() {
        thread.start();
    }

    /// Hands over what is to be told next. Never waits.
    public void tell(Presence presence) {
        who = presence.who();
        last.clear();
        if (!last.offer(presence)) {
            log.debug("{} has been told already", presence.who().process());
        }
    }

    /// Says that the worker has left, and ends the thread.
    public void leave() {
        leaving = true;
        close();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                Presence next = last.poll(1, TimeUnit.MINUTES);
                if (next != null && answered) {
                    send(next.who(), PresenceCodec.value(next));
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("Nothing more is told");
        }
        end();
    }

    private void end() {
        // A thread that is interrupted cannot send.
        boolean _ = Thread.interrupted();
        Identity gone = who;
        if (leaving && gone != null) {
            send(gone, null);
        }
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }

    private void send(Identity identity, byte @Nullable [] value) {
        try {
            if (producer == null) {
                producer =
                        new KafkaProducer<>(
                                properties, new ByteArraySerializer(), new ByteArraySerializer());
            }
            answered = false;
            var _ =
                    producer.send(
                            new ProducerRecord<>(topic, 0, Presence.key(identity), value),
                            (_, problem) -> {
                                answered = true;
                                if (problem != null) {
                                    warn(problem);
                                }
                            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            answered = true;
            warn(e);
            if (!(e instanceof ApiException)) {
                renew();
            }
        }
    }

    /// Forgets a client that has ended itself; the next word makes a new one.
    private void renew() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private synchronized void warn(Exception problem) {
        long now = System.nanoTime();
        if (now - warnedAt >= WARN_NANOS) {
            warnedAt = now;
            log.warn(
                    "What this worker tells of itself could not be put on {}: {}. Its jobs go on; to"
                            + " others it may look absent. It is told again in a second.",
                    topic,
                    problem.toString());
        }
    }
}
