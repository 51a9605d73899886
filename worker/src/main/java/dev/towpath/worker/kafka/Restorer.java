package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.thread.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the ledger of a partition that was just assigned, on threads of its own, in the one order
/// that misses no mark.
///
/// First the committed offset, asked for as stable, which waits out a predecessor's open
/// transaction; then the end of the ledger, read uncommitted; then everything up to there, read
/// committed. A predecessor that is gone but left a transaction open is fenced after a second
/// instead of waited for.
public final class Restorer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Restorer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 250;
    private static final int MOST_THREADS = 2;

    /// Above what any mark takes, in bytes. Of the jobs only their time is looked at.
    private static final int LARGEST_MARK = 16 * 1024;

    private final Clients clients;
    private final Threads threads;
    private final TopicNames topics;
    private final LedgerMemory ledgers;
    private final long ledgerBytes;
    private final Results results;
    private final Questions kafka;
    private final GonePredecessors predecessors;
    private final Lock lock = new ReentrantLock();
    private final Queue<Restore> waiting = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();

    /// Is given what came of each partition, on a thread of the restorer.
    @FunctionalInterface
    public interface Results {
        void accept(Restored restored);
    }

    private record Restore(QueuePartition place, int epoch, BooleanSupplier wanted) {}

    /// @param ledgerBytes the bound of a partition's table
    public Restorer(
            Clients clients,
            Threads threads,
            TopicNames topics,
            LedgerMemory ledgers,
            long ledgerBytes,
            Results results) {
        this.clients = clients;
        this.threads = threads;
        this.topics = topics;
        this.ledgers = ledgers;
        this.ledgerBytes = ledgerBytes;
        this.results = results;
        this.kafka = clients.questions();
        this.predecessors = new GonePredecessors(kafka, topics.workerGroup());
    }

    /// Restores a partition, unless it is no longer wanted when its turn comes.
    public void restore(QueuePartition place, int epoch, BooleanSupplier wanted) {
        lock.lock();
        try {
            waiting.add(new Restore(place, epoch, wanted));
            if (running.size() < MOST_THREADS) {
                running.add(threads.start("towpath-restore", this::work));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            waiting.clear();
            running.forEach(threads::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try (Marks marks = new Marks(clients)) {
            for (Restore next = next(); next != null; next = next()) {
                if (next.wanted.getAsBoolean()) {
                    results.accept(restored(next, marks));
                }
            }
        } finally {
            lock.lock();
            try {
                running.remove(Thread.currentThread());
            } finally {
                lock.unlock();
            }
        }
    }

    /// What this thread is to do next; null when there is nothing, with which it ends.
    private @Nullable Restore next() {
        lock.lock();
        try {
            Restore next = waiting.poll();
            if (next == null) {
                running.remove(Thread.currentThread());
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Restored restored(Restore restore, Marks marks) {
        Restored restored = tried(restore, marks);
        if (restored instanceof Restored.Failed) {
            // What failed may be the client: the next one gets another.
            marks.close();
        }
        return restored;
    }

    private Restored tried(Restore restore, Marks marks) {
        QueuePartition place = restore.place;
        int epoch = restore.epoch;
        try {
            return ready(place, epoch, restore.wanted, marks);
        } catch (TowpathException e) {
            return new Restored.Failed(place, epoch, e);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return new Restored.Failed(
                    place,
                    epoch,
                    new TowpathException(
                            ErrorCode.KAFKA_UNAVAILABLE,
                            "the ledger of "
                                    + place
                                    + " could not be read: "
                                    + e
                                    + ". The partition stays closed and is tried again.",
                            e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Restored.Failed(
                    place,
                    epoch,
                    new TowpathException(ErrorCode.SHUTTING_DOWN, "the worker is stopping", e));
        }
    }

    private Restored ready(QueuePartition place, int epoch, BooleanSupplier wanted, Marks marks)
            throws ExecutionException, TimeoutException, InterruptedException {
        long startedAt = threads.nanos();
        String ledgerTopic = topics.ledger(place.queue());
        ledgers.is(place, kafka.topicId(ledgerTopic));
        TopicPartition jobs = new TopicPartition(topics.jobs(place.queue()), place.partition());
        TopicPartition ledger = new TopicPartition(ledgerTopic, place.partition());
        TopicPartition express =
                new TopicPartition(topics.express(place.queue()), place.partition());
        Map<TopicPartition, OffsetAndMetadata> offsets = committed(List.of(jobs, express), wanted);
        OffsetAndMetadata committed = offsets.get(jobs);
        List<TopicPartition> all = List.of(jobs, ledger, express);
        Map<TopicPartition, Long> beginnings = kafka.beginnings(all);
        Map<TopicPartition, Long> ends = kafka.ends(all);
        long end = at(ends, ledger);
        long earliest = at(beginnings, jobs);
        long latest = at(ends, jobs);
        long frontier = earliest;
        if (committed != null) {
            ledgers.check(place, committed.metadata(), end);
            frontier = committed.offset();
            checkRecords(place, frontier, earliest, latest);
        }
        OffsetAndMetadata taken = offsets.get(express);
        // What is due and was not taken yet.
        long expressFrontier =
                Math.max(taken == null ? 0 : taken.offset(), at(beginnings, express));
        LedgerTable table = new LedgerTable(ledgerBytes);
        Consumer<byte[], byte[]> consumer = marks.consumer();
        long logMillis =
                new LogTime(kafka, consumer, marks.bytes)
                        .reads(jobs, frontier, latest)
                        .reads(express, expressFrontier, at(ends, express))
                        .or(ledger);
        LedgerLoader loader =
                new LedgerLoader(
                        table,
                        LedgerTable.Forgetting.past(
                                LedgerLoader.forgottenBefore(logMillis), frontier),
                        false);
        consumer.assign(List.of(ledger));
        consumer.seek(ledger, at(beginnings, ledger));
        load(consumer, marks.bytes, ledger, end, loader, wanted);
        if (committed == null) {
            // Kafka forgets the offsets of a topic that is deleted; the ledger does not.
            checkRecords(place, Math.max(earliest, loader.jobsEnd()), earliest, latest);
        }
        long nanos = threads.nanos() - startedAt;
        log.info(
                "{} is restored: {} marks in {} ms, jobs are read from offset {}",
                place,
                loader.loaded(),
                nanos / 1_000_000,
                frontier);
        return new Restored.Ready(
                place,
                epoch,
                table,
                loader.unfinished(),
                frontier,
                expressFrontier,
                // As late as can be: a cancel that is there by now is obeyed before anything
                // starts.
                at(kafka.ends(List.of(express)), express),
                loader.loaded(),
                nanos);
    }

    private static TowpathException noLongerOurs() {
        return new TowpathException(ErrorCode.SHUTTING_DOWN, "the partition is no longer ours");
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("Kafka did not tell an offset of " + partition);
        }
        return offset;
    }

    /// The committed offsets, once no transaction is open on them; none has null.
    private Map<TopicPartition, OffsetAndMetadata> committed(
            List<TopicPartition> partitions, BooleanSupplier wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        long askedAt = threads.nanos();
        long waitingSince = askedAt;
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (wanted.getAsBoolean()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = kafka.stableOffsets(partitions);
            // Without an offset the partition is there, with null. While a transaction is open on
            // it, or when Kafka does not want to tell, Kafka's client leaves it out.
            if (offsets.keySet().containsAll(partitions)) {
                return offsets;
            }
            long now = threads.nanos();
            if (now - askedAt > GIVE_UP.toNanos()) {
                throw new TimeoutException(
                        "Kafka did not tell the committed offsets of "
                                + partitions
                                + " within "
                                + GIVE_UP.toSeconds()
                                + " s: a transaction is open on them, or this worker may not see it");
            }
            if (now - waitingSince > PATIENCE.toNanos()) {
                predecessors.fence();
                waitingSince = threads.nanos();
            }
            threads.sleep(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        }
        throw noLongerOurs();
    }

    private static void checkRecords(
            QueuePartition place, long frontier, long earliest, long latest) {
        if (frontier < earliest || frontier > latest) {
            throw new TowpathException(
                    ErrorCode.RECORDS_DELETED,
                    "the jobs of "
                            + place
                            + " are settled up to offset "
                            + frontier
                            + ", but the topic holds only "
                            + earliest
                            + " to "
                            + latest
                            + ": records were deleted before they were run, or the topic was made anew."
                            + " The partition stays closed, so that nobody overlooks it. To go on with"
                            + " what is left, reset the group's offset for this partition.");
        }
    }

    private void load(
            Consumer<byte[], byte[]> consumer,
            BoundedBytes bytes,
            TopicPartition ledger,
            long end,
            LedgerLoader loader,
            BooleanSupplier wanted)
            throws ExecutionException, InterruptedException {
        long waitingSince = threads.nanos();
        while (consumer.position(ledger) < end) {
            if (!wanted.getAsBoolean()) {
                throw noLongerOurs();
            }
            long before = consumer.position(ledger);
            bytes.nextPoll();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
            for (ConsumerRecord<byte[], byte[]> record : records.records(ledger)) {
                if (record.key() != null && record.value() != null) {
                    loader.load(record.key(), record.value(), record.offset(), record.timestamp());
                }
            }
            if (consumer.position(ledger) > before) {
                waitingSince = threads.nanos();
            } else if (threads.nanos() - waitingSince > PATIENCE.toNanos()) {
                predecessors.fence();
                waitingSince = threads.nanos();
            }
        }
    }

    /// What a thread reads ledgers with, as long as it has partitions to restore.
    private static final class Marks implements AutoCloseable {
        final BoundedBytes bytes = new BoundedBytes(LARGEST_MARK);
        private final Clients clients;
        private @Nullable Consumer<byte[], byte[]> consumer;

        Marks(Clients clients) {
            this.clients = clients;
        }

        Consumer<byte[], byte[]> consumer() {
            Consumer<byte[], byte[]> open = consumer;
            if (open == null) {
                open = clients.ledger(bytes);
                consumer = open;
            }
            return open;
        }

        @Override
        public void close() {
            Consumer<byte[], byte[]> open = consumer;
            consumer = null;
            if (open != null) {
                Closing.toTheEnd("What ledgers were read with", open::close);
            }
        }
    }
}
