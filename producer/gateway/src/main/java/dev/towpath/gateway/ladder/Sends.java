package dev.towpath.gateway.ladder;

import dev.towpath.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the ladder sends to Kafka: plain, acknowledged records, a bounded number at a time. Each of
/// Kafka's answers also tells the broker's time.
///
/// A send that fails may still have been stored; it is sent again, and the workers tell the copies
/// by generation and hop. While sends fail, pauses grow between them.
final class Sends implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sends.class);
    private static final int MOST = 2_000;
    private static final long MOST_BYTES = 4L << 20;
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /// A time that no broker gives.
    static final long NO_TIME = 1;

    /// Kafka's answer to one job's send.
    ///
    /// @param target where it was sent
    /// @param appendMillis the time that the broker gave it
    record Answer(Job job, String target, long appendMillis, Optional<Exception> failure) {}

    private final KafkaConfig kafka;
    private final BrokerClock clock;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private @Nullable Producer<byte[], byte[]> producer;
    private int inFlight;
    private long bytesInFlight;
    private long pause;
    private long pausedUntil = System.nanoTime();
    private volatile boolean failing;
    private volatile boolean pinging;
    private volatile String obstacle = "";

    Sends(KafkaConfig kafka, BrokerClock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /// Whether more may be sent now.
    boolean open() {
        return !failing && inFlight < MOST && bytesInFlight < MOST_BYTES && pauseNanos() == 0;
    }

    /// How long nothing is sent, because sends have failed.
    long pauseNanos() {
        return pause == 0 ? 0 : Math.max(0, pausedUntil - System.nanoTime());
    }

    int inFlight() {
        return inFlight;
    }

    /// Sends a job on. What becomes of it is told by [#next].
    void send(Job job, ProducerRecord<byte[], byte[]> record) {
        inFlight++;
        bytesInFlight += job.bytes();
        job.line().sent();
        hand(
                record,
                (metadata, failure) -> {
                    if (failure != null) {
                        failing = true;
                    }
                    answers.add(
                            new Answer(
                                    job,
                                    record.topic(),
                                    metadata == null ? -1 : metadata.timestamp(),
                                    Optional.ofNullable(failure)));
                });
    }

    /// Sends a record for the sake of the time that Kafka gives it; one at a time. Its own time is
    /// [#NO_TIME].
    void ping(ProducerRecord<byte[], byte[]> record) {
        if (pinging) {
            return;
        }
        pinging = true;
        hand(
                record,
                (metadata, failure) -> {
                    pinging = false;
                    if (failure != null) {
                        obstacle = told(record.topic(), failure);
                    }
                });
    }

    /// Sends a last record, whatever else is under way.
    void leave(ProducerRecord<byte[], byte[]> record) {
        hand(
                record,
                (_, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} was not told that this gateway leaves", record.topic());
                    }
                });
    }

    boolean pinging() {
        return pinging;
    }

    /// The next answer that has come; empty when none comes in time.
    Optional<Answer> next(Duration patience) {
        Answer answer;
        try {
            answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (answer == null) {
            return Optional.empty();
        }
        inFlight--;
        bytesInFlight -= answer.job().bytes();
        answer.job().line().answered();
        if (answer.failure().isPresent()) {
            failed(answer.target(), answer.failure().get());
        } else {
            pause = 0;
        }
        return Optional.of(answer);
    }

    /// Why Kafka does not take what is sent; empty when it does.
    String obstacle() {
        return obstacle;
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> last = producer;
        if (last != null) {
            last.close(CLOSE);
        }
    }

    private interface Told {
        void of(@Nullable RecordMetadata metadata, @Nullable Exception failure);
    }

    private void hand(ProducerRecord<byte[], byte[]> record, Told told) {
        try {
            var _ =
                    producer()
                            .send(
                                    record,
                                    (metadata, failure) -> {
                                        if (failure == null) {
                                            heard(record, metadata.timestamp());
                                        }
                                        told.of(metadata, failure);
                                    });
        } catch (KafkaException | IllegalStateException e) {
            if (!(e instanceof ApiException)) {
                renew();
            }
            told.of(null, e);
        }
    }

    /// Forgets a client that has ended itself; the next send makes a new one.
    private void renew() {
        Producer<byte[], byte[]> broken = producer;
        producer = null;
        if (broken != null) {
            Thread.startVirtualThread(() -> broken.close(Duration.ZERO));
        }
    }

    /// Takes the time that Kafka gave a record. On a topic without `LogAppendTime` Kafka says the
    /// record's own time, which is this machine's.
    private void heard(ProducerRecord<byte[], byte[]> record, long millis) {
        boolean own = record.timestamp() != null && record.timestamp() == millis;
        if (!own) {
            clock.heard(millis, System.nanoTime());
        }
        obstacle =
                own && millis == NO_TIME
                        ? "topic "
                                + record.topic()
                                + " has no LogAppendTime; run 'towpath topics apply'"
                        : "";
    }

    /// One pause for all that fails together.
    private void failed(String topic, Exception failure) {
        obstacle = told(topic, failure);
        failing = false;
        if (pauseNanos() > 0) {
            return;
        }
        pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
        pausedUntil = System.nanoTime() + pause;
        LOG.warn("the ladder keeps what it has and tries again: {}", obstacle);
    }

    private static String told(String topic, Exception failure) {
        return "Kafka does not take records on " + topic + ": " + failure.getMessage();
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> ready = producer;
        if (ready == null) {
            ready =
                    new KafkaProducer<>(
                            properties(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = ready;
        }
        return ready;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        properties.putAll(kafka.clientProperties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "towpath-ladder");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A fresh partition can block an idempotent producer with more in flight (KAFKA-15591).
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        // The consumer must be polled all the while.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4 * MOST_BYTES);
        // What was stored on one topic must not be too large here for the next.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        return properties;
    }
}
