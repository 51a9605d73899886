package dev.towpath.worker.kafka;

import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.core.Effect;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts copies of jobs on the ladder: key, value and headers as they were, with another envelope.
/// By plain acknowledged sends, never in a transaction, so that no reader of the ladder waits for a
/// dead worker's.
public final class Ladder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ladder.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long WARN_NANOS = Duration.ofSeconds(1).toNanos();

    private final TopicNames topics;
    private final Producer<byte[], byte[]> producer;
    private final Answer answer;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARN_NANOS);

    /// Is told what became of a copy, on any thread.
    @FunctionalInterface
    public interface Answer {
        void ended(Effect.PutBack putBack, boolean stored);
    }

    public Ladder(Clients clients, TopicNames topics, Answer answer) {
        this.topics = topics;
        this.answer = answer;
        this.producer = clients.copies();
    }

    /// Sends a copy. For the poll thread.
    public void putBack(Effect.PutBack putBack) {
        ConsumerRecord<byte[], byte[]> record =
                Origin.of(putBack.job().arrival().source()).record();
        if (record == null) {
            throw new IllegalStateException("a job without record is put back");
        }
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().equals(EnvelopeCodec.HEADER)
                    && !header.key().equals(JobHeaders.DEAD)) {
                headers.add(header);
            }
        }
        headers.add(EnvelopeCodec.HEADER, EnvelopeCodec.encode(putBack.envelope()));
        String topic = topics.delay(Rung.below(putBack.delayMillis()));
        try {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    topic, null, record.key(), record.value(), headers),
                            (_, problem) -> ended(putBack, topic, problem));
        } catch (KafkaException | IllegalStateException e) {
            ended(putBack, topic, e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void ended(Effect.PutBack putBack, String topic, @Nullable Exception e) {
        if (e != null) {
            warn(topic, e);
        }
        answer.ended(putBack, e == null);
    }

    /// At most once a second: while Kafka is away there is one for each job.
    private void warn(String topic, Exception e) {
        long now = System.nanoTime();
        long before = warnedAt.get();
        if (now - before >= WARN_NANOS && warnedAt.compareAndSet(before, now)) {
            log.warn(
                    "A job could not be put on {}: {}. It stays where it is, and is put there again"
                            + " in a second.",
                    topic,
                    e.toString());
        }
    }
}
