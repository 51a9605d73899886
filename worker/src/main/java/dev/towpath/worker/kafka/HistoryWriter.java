package dev.towpath.worker.kafka;

import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.PastAttempt;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.observe.Verdicts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

/// Writes what came of attempts to the history topics, on a thread of its own: plain acknowledged
/// sends. What Kafka does not take in time is left out and counted; nobody waits for it, and
/// nothing depends on it.
public final class HistoryWriter implements Verdicts.History, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);

    /// About 5 MB, at worst 50.
    private static final int MOST_WAITING = 10_000;

    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Map<String, Object> properties;
    private final TopicNames topics;
    private final HistoryKept kept;
    private final Identity who;
    private final LongConsumer dropped;
    private final ArrayBlockingQueue<Told> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("towpath-history").unstarted(this::run);
    private volatile boolean closing;
    private volatile long closeBy;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private long warnedAt = System.nanoTime() - WARN_NANOS;

    private record Told(QueuePartition place, long high, long low, PastAttempt attempt) {}

    /// @param kept which attempts are written
    /// @param who this worker
    /// @param dropped is told how many were left out, on any thread
    public HistoryWriter(
            Map<String, Object> clientProperties,
            TopicNames topics,
            HistoryKept kept,
            Identity who,
            LongConsumer dropped) {
        this.topics = topics;
        this.kept = kept;
        this.who = who;
        this.dropped = dropped;
        properties = new HashMap<>(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Idempotent producers can stick on fresh partitions otherwise (KAFKA-15591).
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    }

    public void start() {
        if (kept != HistoryKept.OFF) {
            thread.start();
        }
    }

    @Override
    public void tell(Verdicts.Ended ended) {
        Mark mark = ended.mark();
        Ending ending = ending(ended);
        boolean plain =
                ending == Ending.DONE
                        && mark.attempt() == 1
                        && mark.generation() == 0
                        && ended.note().isEmpty();
        switch (kept) {
            case OFF -> {
                return;
            }
            case NOTABLE -> {
                if (plain) {
                    return;
                }
            }
            case ALL -> {}
        }
        Told told = new Told(ended.place(), ended.high(), ended.low(), attempt(ended, ending));
        if (!waiting.offer(told)) {
            dropped.accept(1);
        }
    }

    @Override
    public void close() {
        if (kept == HistoryKept.OFF) {
            return;
        }
        closeBy = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT.plusSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PastAttempt attempt(Verdicts.Ended ended, Ending ending) {
        Mark mark = ended.mark();
        Arrival.Submitted arrival = ended.arrival();
        JobEnvelope envelope = arrival == null ? null : arrival.envelope();
        // Of a job that is put back without blame the mark does not count the attempt just made.
        boolean unburned = ending == Ending.SNOOZED || ending == Ending.HINDERED;
        return new PastAttempt(
                ending,
                mark.generation(),
                unburned ? mark.attempt() + 1 : mark.attempt(),
                envelope == null ? mark.hop() : envelope.hop(),
                mark.source(),
                mark.sourceOffset(),
                mark.acceptedAt(),
                ending == Ending.ASIDE ? 0 : mark.startedAt(),
                mark.settledAt(),
                mark.dueAt(),
                mark.flags(),
                mark.type(),
                mark.client(),
                arrival == null ? "" : group(arrival),
                envelope == null ? "" : envelope.batch(),
                envelope == null ? List.of() : envelope.tags(),
                envelope == null ? "" : envelope.deployment(),
                mark.code(),
                Text.cut(Verdicts.reason(mark, ended.verdict()), PastAttempt.MAX_REASON_BYTES),
                who.process(),
                who.deployment(),
                ending == Ending.ASIDE ? "" : ended.note());
    }

    private static Ending ending(Verdicts.Ended ended) {
        return switch (ended.mark().state()) {
            case DONE -> Ending.DONE;
            case DEAD -> Ending.DEAD;
            case CANCELLED -> Ending.CANCELLED;
            case SUPERSEDED -> Ending.SUPERSEDED;
            case EXPIRED -> Ending.EXPIRED;
            case CONFLICT -> Ending.CONFLICT;
            case WAITING ->
                    switch (ended.verdict()) {
                        case Verdict.Failed _ -> Ending.FAILED;
                        case Verdict.Snoozed _ -> Ending.SNOOZED;
                        case Verdict.Hindered _, Verdict.Done _ ->
                                ended.stays() ? Ending.HINDERED : Ending.ASIDE;
                    };
            case LIVE, RUNNING, NOTED, ASKED, OPENED, CLOSED ->
                    throw new IllegalArgumentException(
                            "no attempt ends as " + ended.mark().state());
        };
    }

    private static String group(Arrival.Submitted arrival) {
        if (!arrival.envelope().has(JobEnvelope.GROUPED)) {
            return "";
        }
        ConsumerRecord<byte[], byte[]> record = Origin.of(arrival.source()).record();
        byte[] key = record == null ? null : record.key();
        return key == null
                ? ""
                : Text.cut(new String(key, StandardCharsets.UTF_8), PastAttempt.MAX_GROUP_BYTES);
    }

    private void run() {
        List<Told> some = new ArrayList<>();
        while (!closing || !waiting.isEmpty() && !late()) {
            waiting.drainTo(some, 1_000);
            if (some.isEmpty()) {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
            for (Told told : some) {
                if (late()) {
                    dropped.accept(1);
                } else {
                    send(told);
                }
            }
            some.clear();
        }
        dropped.accept(waiting.size());
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }

    /// Whether the worker has waited for its end long enough.
    private boolean late() {
        return closing && System.nanoTime() - closeBy >= 0;
    }

    private void send(Told told) {
        try {
            if (producer == null) {
                producer =
                        new KafkaProducer<>(
                                properties, new ByteArraySerializer(), new ByteArraySerializer());
            }
            JobId id = new JobId(told.place.queue(), told.place.partition(), told.high, told.low);
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    topics.history(told.place.queue()),
                                    id.toString().getBytes(StandardCharsets.US_ASCII),
                                    told.attempt.encode()),
                            (_, problem) -> {
                                if (problem != null) {
                                    leftOut(problem);
                                }
                            });
        } catch (InterruptException e) {
            leftOut(e);
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            leftOut(e);
            if (!(e instanceof ApiException) && producer != null) {
                producer.close(Duration.ZERO);
                producer = null;
            }
        }
    }

    private synchronized void leftOut(Exception problem) {
        dropped.accept(1);
        long now = System.nanoTime();
        if (now - warnedAt >= WARN_NANOS) {
            warnedAt = now;
            log.warn(
                    "The history does not tell of some attempts: {}. No job is touched by that.",
                    problem.toString());
        }
    }
}
