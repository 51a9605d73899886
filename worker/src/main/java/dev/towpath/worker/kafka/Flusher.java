package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that owns the transactional producer: one transaction a task, with the ledger marks,
/// the dead letters and the offsets of the partitions that they belong to.
///
/// Every partition with a mark sends its offset as well, moved or not: only that makes the group
/// coordinator fence a worker that lost the partition. The outcome of every send is looked at by
/// itself. After a fatal or an unknown outcome the producer is made anew, which settles what was
/// open.
public final class Flusher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Flusher.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final Map<String, Object> clientProperties;
    private final TopicNames topics;
    private final LedgerMemory ledgers;
    private final InstantSource clock;
    private final Consumer<FlushResult> results;
    private final BlockingQueue<FlushTask> tasks = new ArrayBlockingQueue<>(1);
    private final Thread thread = new Thread(this::run, "towpath-flush");
    private final DeadLetters deadLetters;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private String transactionalId = "";
    private volatile boolean stopping;

    /// @param results is given the result of every task, on the flush thread
    public Flusher(
            Map<String, Object> clientProperties,
            TopicNames topics,
            LedgerMemory ledgers,
            InstantSource clock,
            Consumer<FlushResult> results) {
        this.clientProperties = Map.copyOf(clientProperties);
        this.topics = topics;
        this.ledgers = ledgers;
        this.clock = clock;
        this.results = results;
        this.deadLetters = new DeadLetters(topics);
    }

    public void start() {
        thread.start();
    }

    /// Hands a task over. Only one may be under way.
    public void submit(FlushTask task) {
        if (!tasks.offer(task)) {
            throw new IllegalStateException("a flush is submitted while one is under way");
        }
    }

    /// Ends the thread after the task under way, and closes the producer; an open transaction is
    /// aborted.
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT.plusSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                FlushTask task = tasks.poll(1, TimeUnit.SECONDS);
                if (task != null) {
                    results.accept(flush(task));
                }
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
        closeProducer();
    }

    private FlushResult flush(FlushTask task) {
        long startedAt = System.nanoTime();
        try {
            KafkaProducer<byte[], byte[]> open =
                    producer(task.group().memberId(), task.group().groupId());
            Map<QueuePartition, Long> epochs = commit(open, task);
            return new FlushResult(task, true, epochs, "", System.nanoTime() - startedAt);
        } catch (KafkaException | IllegalStateException e) {
            String problem = String.valueOf(e.getMessage());
            log.warn(
                    "{} flush of {} results for {} was not committed: {}. They are flushed again, if"
                            + " their partitions are still this worker's.",
                    ErrorCode.FLUSH_FAILED.code(),
                    task.flush().settlements().size(),
                    task.places(),
                    problem,
                    e);
            abort(e);
            return new FlushResult(task, false, Map.of(), problem, System.nanoTime() - startedAt);
        }
    }

    private Map<QueuePartition, Long> commit(KafkaProducer<byte[], byte[]> open, FlushTask task) {
        open.beginTransaction();
        List<Sent> sent = new ArrayList<>(task.flush().settlements().size() + 4);
        for (Settlement settlement : task.flush().settlements()) {
            send(open, settlement, sent);
        }
        Map<QueuePartition, Future<RecordMetadata>> opened = new HashMap<>();
        task.openings()
                .forEach(
                        (place, frontier) ->
                                opened.put(place, sendOwner(open, State.OPENED, place, frontier)));
        task.closings()
                .forEach(
                        (place, frontier) ->
                                sent.add(
                                        new Sent(
                                                place,
                                                true,
                                                sendOwner(open, State.CLOSED, place, frontier))));
        open.sendOffsetsToTransaction(offsets(task), task.group());
        open.commitTransaction();
        for (Sent one : sent) {
            RecordMetadata metadata = outcome(one);
            if (one.mark) {
                ledgers.wrote(one.place, metadata.offset());
            }
        }
        Map<QueuePartition, Long> epochs = new HashMap<>();
        opened.forEach(
                (place, future) -> {
                    long offset = outcome(new Sent(place, true, future)).offset();
                    ledgers.wrote(place, offset);
                    epochs.put(place, offset);
                });
        return epochs;
    }

    private void send(KafkaProducer<byte[], byte[]> open, Settlement settlement, List<Sent> sent) {
        switch (settlement) {
            case Settlement.Settled settled -> {
                sent.add(new Sent(settled.place(), true, open.send(markRecord(settled))));
                if (settled.failure() instanceof Verdict.Failed failed
                        && settled.mark().state() == State.DEAD) {
                    sent.add(
                            new Sent(
                                    settled.place(),
                                    false,
                                    open.send(deadLetters.of(settled, failed, transactionalId))));
                }
            }
            case Settlement.Rejected rejected ->
                    sent.add(
                            new Sent(
                                    rejected.place(),
                                    false,
                                    open.send(
                                            deadLetters.of(
                                                    rejected, clock.millis(), transactionalId))));
        }
    }

    private ProducerRecord<byte[], byte[]> markRecord(Settlement.Settled settled) {
        Arrival.Submitted arrival = settled.arrival();
        String tail =
                new JobId(
                                settled.place().queue(),
                                settled.place().partition(),
                                arrival.high(),
                                arrival.low())
                        .tail();
        if (settled.conflict()) {
            tail += "~" + HexFormat.of().toHexDigits(settled.mark().nonce());
        }
        return new ProducerRecord<>(
                topics.ledger(settled.place().queue()),
                settled.place().partition(),
                tail.getBytes(StandardCharsets.ISO_8859_1),
                MarkCodec.encode(settled.mark()));
    }

    private Future<RecordMetadata> sendOwner(
            KafkaProducer<byte[], byte[]> open, State state, QueuePartition place, long frontier) {
        return open.send(
                new ProducerRecord<>(
                        topics.ledger(place.queue()),
                        place.partition(),
                        Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1),
                        MarkCodec.encode(
                                Mark.owner(state, frontier, clock.millis(), transactionalId))));
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(FlushTask task) {
        Map<QueuePartition, Long> frontiers = new HashMap<>(task.openings());
        frontiers.putAll(task.closings());
        for (Flush.FrontierAt frontier : task.flush().frontiers()) {
            frontiers.put(frontier.place(), frontier.offset());
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        frontiers.forEach(
                (place, offset) ->
                        offsets.put(
                                new TopicPartition(topics.jobs(place.queue()), place.partition()),
                                new OffsetAndMetadata(offset, ledgers.stamp(place))));
        return offsets;
    }

    private RecordMetadata outcome(Sent sent) {
        try {
            return sent.future.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("a record of " + sent.place + " was not stored", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new KafkaException(
                    "a record of " + sent.place + " was not confirmed after its commit", e);
        }
    }

    /// Ends the transaction for certain. Where aborting does not work, a new producer under the
    /// same transactional id settles it.
    private void abort(RuntimeException cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof RecordTooLargeException) {
                deadLetters.shrink();
            }
        }
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            return;
        }
        try {
            open.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            log.info(
                    "The transactional producer {} is made anew: {}",
                    transactionalId,
                    e.getMessage());
            closeProducer();
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String memberId, String groupId) {
        String wanted = groupId + "-" + memberId;
        if (producer != null && !wanted.equals(transactionalId)) {
            closeProducer();
        }
        if (producer == null) {
            Map<String, Object> properties = new HashMap<>(clientProperties);
            properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, wanted);
            properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            // Idempotent producers can stick on fresh partitions otherwise (KAFKA-15591).
            properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 8_000);
            properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
            properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
            properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
            properties.put(
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetters.MAX_RECORD_BYTES + 1024);
            KafkaProducer<byte[], byte[]> fresh =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
            try {
                fresh.initTransactions();
            } catch (KafkaException | IllegalStateException e) {
                fresh.close(Duration.ZERO);
                throw e;
            }
            transactionalId = wanted;
            producer = fresh;
        }
        return producer;
    }

    private void closeProducer() {
        KafkaProducer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(CLOSE_TIMEOUT);
        }
    }

    /// A record on its way.
    ///
    /// @param mark whether it is one of the ledger
    private record Sent(QueuePartition place, boolean mark, Future<RecordMetadata> future) {}
}
