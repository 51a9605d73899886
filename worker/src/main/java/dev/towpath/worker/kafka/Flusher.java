package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.WireWriter;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.thread.Threads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that owns the transactional producer: one transaction a task that is not empty, with
/// the ledger marks, the dead letters and the offsets of the partitions that they belong to.
///
/// Every partition with a mark sends its offset as well, moved or not: only that makes the group
/// coordinator fence a worker that lost the partition. The outcome of every send is looked at by
/// itself. After a flush that failed the producer is made anew, which settles what was open: what
/// swallowed one request may swallow the next, and some failures a producer does not survive.
public final class Flusher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Flusher.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Clients clients;
    private final Threads threads;
    private final TopicNames topics;
    private final LedgerMemory ledgers;
    private final InstantSource clock;
    private final Consumer<FlushResult> results;
    private final AtomicReference<@Nullable FlushTask> handedOver = new AtomicReference<>();
    private final DeadLetters deadLetters;

    /// Of the flush thread: a mark is written into it and copied.
    private final WireWriter scratch = new WireWriter(256);

    private @Nullable Producer<byte[], byte[]> producer;
    private String transactionalId = "";
    private @Nullable Thread thread;
    private volatile boolean stopping;

    /// @param results is given the result of every task, on the flush thread
    public Flusher(
            Clients clients,
            Threads threads,
            TopicNames topics,
            LedgerMemory ledgers,
            InstantSource clock,
            Consumer<FlushResult> results) {
        this.clients = clients;
        this.threads = threads;
        this.topics = topics;
        this.ledgers = ledgers;
        this.clock = clock;
        this.results = results;
        this.deadLetters = new DeadLetters(topics);
    }

    public void start() {
        thread = threads.start("towpath-flush", this::run);
    }

    /// Hands a task over. Only one may be under way. One that has nothing to commit readies the
    /// producer.
    public void submit(FlushTask task) {
        if (thread == null || !handedOver.compareAndSet(null, task)) {
            throw new IllegalStateException("a flush is submitted while one is under way");
        }
        threads.unpark(thread);
    }

    /// Ends the thread after the task under way, and closes the producer; an open transaction is
    /// aborted.
    @Override
    public void close() {
        stopping = true;
        if (thread == null) {
            return;
        }
        threads.interrupt(thread);
        try {
            threads.join(thread, CLOSE_TIMEOUT.plusSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            FlushTask task = handedOver.getAndSet(null);
            if (task != null) {
                results.accept(flush(task));
            } else {
                threads.park(LOOK_NANOS);
            }
        }
        closeProducer();
    }

    private FlushResult flush(FlushTask task) {
        long startedAt = threads.nanos();
        try {
            Producer<byte[], byte[]> open =
                    producer(task.group().memberId(), task.group().groupId());
            Map<QueuePartition, Long> epochs = new HashMap<>();
            Set<QueuePartition> replaced = new HashSet<>();
            if (!task.isEmpty()) {
                commit(open, task, epochs, replaced);
            }
            return new FlushResult(task, true, epochs, replaced, "", threads.nanos() - startedAt);
        } catch (RuntimeException | OutOfMemoryError e) {
            String problem = String.valueOf(e.getMessage());
            if (task.isEmpty()) {
                log.warn(
                        "The transactional producer is not ready: {}. It is made again",
                        problem,
                        e);
            } else {
                log.warn(
                        "{} flush of {} results for {} was not committed: {}. They are flushed again,"
                                + " if their partitions are still this worker's.",
                        ErrorCode.FLUSH_FAILED.code(),
                        task.flush().settlements().size(),
                        task.places(),
                        problem,
                        e);
            }
            giveUp(e);
            return FlushResult.notCommitted(task, problem, threads.nanos() - startedAt);
        }
    }

    private void commit(
            Producer<byte[], byte[]> open,
            FlushTask task,
            Map<QueuePartition, Long> epochs,
            Set<QueuePartition> replaced) {
        open.beginTransaction();
        Map<QueuePartition, Sends> sends = new HashMap<>();
        task.places()
                .forEach(place -> sends.put(place, new Sends(place, topics.ledger(place.queue()))));
        for (Settlement settlement : task.flush().settlements()) {
            send(open, settlement, of(sends, settlement.place()));
        }
        task.openings()
                .forEach((place, at) -> sendOwner(open, State.OPENED, at.jobs(), of(sends, place)));
        task.closings()
                .forEach((place, at) -> sendOwner(open, State.CLOSED, at.jobs(), of(sends, place)));
        open.sendOffsetsToTransaction(offsets(task), task.group());
        open.commitTransaction();
        for (Sends of : sends.values()) {
            of.check();
            if (!ledgers.wrote(of.place, of.lastMark)) {
                replaced.add(of.place);
            }
            if (task.openings().containsKey(of.place)) {
                epochs.put(of.place, of.lastMark);
            }
        }
    }

    private static Sends of(Map<QueuePartition, Sends> sends, QueuePartition place) {
        Sends of = sends.get(place);
        if (of == null) {
            throw new IllegalStateException(place + " has a result but no offset in the flush");
        }
        return of;
    }

    private void send(Producer<byte[], byte[]> open, Settlement settlement, Sends sends) {
        switch (settlement) {
            case Settlement.Settled settled -> {
                sends.mark(open, mark(settled, sends));
                if (settled.failure() instanceof Verdict.Failed failed
                        && settled.mark().state() == State.DEAD) {
                    sends.letter(open, deadLetters.of(settled, failed, transactionalId));
                }
            }
            case Settlement.Noted noted ->
                    sends.mark(
                            open,
                            mark(
                                    sends,
                                    JobId.tailBytes(
                                            noted.job().arrival().high(),
                                            noted.job().arrival().low()),
                                    noted.mark()));
            case Settlement.Asked asked ->
                    sends.mark(
                            open,
                            mark(
                                    sends,
                                    Cancels.ledgerKey(
                                            JobId.tailBytes(asked.high(), asked.low()),
                                            asked.mark().client()),
                                    asked.mark()));
            case Settlement.Withdrawn withdrawn ->
                    sends.mark(
                            open,
                            mark(
                                    sends,
                                    JobId.tailBytes(withdrawn.high(), withdrawn.low()),
                                    withdrawn.mark()));
            case Settlement.Rejected rejected ->
                    sends.letter(open, deadLetters.of(rejected, clock.millis(), transactionalId));
        }
    }

    private ProducerRecord<byte[], byte[]> mark(Settlement.Settled settled, Sends sends) {
        Arrival.Submitted arrival = settled.arrival();
        byte[] key = JobId.tailBytes(arrival.high(), arrival.low());
        if (settled.conflict()) {
            String tail = new String(key, StandardCharsets.ISO_8859_1);
            key =
                    (tail + "~" + HexFormat.of().toHexDigits(settled.mark().nonce()))
                            .getBytes(StandardCharsets.ISO_8859_1);
        }
        return mark(sends, key, settled.mark());
    }

    private ProducerRecord<byte[], byte[]> mark(Sends sends, byte[] key, Mark mark) {
        return new ProducerRecord<>(
                sends.ledger, sends.place.partition(), key, MarkCodec.encode(mark, scratch));
    }

    private void sendOwner(Producer<byte[], byte[]> open, State state, long frontier, Sends sends) {
        sends.mark(
                open,
                mark(
                        sends,
                        Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1),
                        Mark.owner(state, frontier, clock.millis(), transactionalId)));
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(FlushTask task) {
        Map<QueuePartition, FlushTask.Offsets> frontiers = new HashMap<>(task.openings());
        frontiers.putAll(task.closings());
        for (Flush.FrontierAt frontier : task.flush().frontiers()) {
            frontiers.put(
                    frontier.place(), new FlushTask.Offsets(frontier.offset(), frontier.express()));
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        frontiers.forEach(
                (place, at) -> {
                    offsets.put(
                            new TopicPartition(topics.jobs(place.queue()), place.partition()),
                            new OffsetAndMetadata(at.jobs(), ledgers.stamp(place)));
                    offsets.put(
                            new TopicPartition(topics.express(place.queue()), place.partition()),
                            new OffsetAndMetadata(at.express()));
                });
        return offsets;
    }

    /// Gives the producer up: closing it aborts what is open, and where Kafka does not answer, the
    /// next one under the same transactional id settles it.
    private void giveUp(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof RecordTooLargeException) {
                deadLetters.shrink();
            }
        }
        closeProducer();
    }

    private Producer<byte[], byte[]> producer(String memberId, String groupId) {
        String wanted = groupId + "-" + memberId;
        if (producer != null && !wanted.equals(transactionalId)) {
            closeProducer();
        }
        if (producer == null) {
            Producer<byte[], byte[]> fresh = clients.transactional(wanted);
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
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            Closing.toTheEnd(
                    "The transactional producer " + transactionalId,
                    () -> open.close(CLOSE_TIMEOUT));
        }
    }

    /// The records of one partition in one transaction: every send says by itself how it ended.
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private static final class Sends implements Callback {
        final QueuePartition place;
        final String ledger;
        private final AtomicInteger open = new AtomicInteger();
        private volatile @Nullable Exception failure;
        volatile long lastMark = -1;

        /// @param ledger the topic of its marks
        Sends(QueuePartition place, String ledger) {
            this.place = place;
            this.ledger = ledger;
        }

        void mark(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
            open.incrementAndGet();
            producer.send(record, this);
        }

        void letter(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
            open.incrementAndGet();
            producer.send(
                    record,
                    (metadata, problem) -> {
                        if (problem != null) {
                            failure = problem;
                        }
                        open.decrementAndGet();
                    });
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception problem) {
            if (problem != null) {
                failure = problem;
            } else {
                lastMark = Math.max(lastMark, metadata.offset());
            }
            open.decrementAndGet();
        }

        void check() {
            Exception failed = failure;
            if (failed != null || open.get() != 0) {
                throw new KafkaException(
                        "of " + place + " " + open.get() + " records are not confirmed", failed);
            }
        }
    }
}
