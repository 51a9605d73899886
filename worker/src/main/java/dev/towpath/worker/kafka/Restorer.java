package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.QueuePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
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
    private static final String NO_LONGER_OURS = "the partition is no longer ours";
    private static final int THREADS = 2;

    /// Above what any mark takes, in bytes. Of the jobs only their time is looked at.
    private static final int LARGEST_MARK = 16 * 1024;

    private final Admin admin;
    private final Map<String, Object> clientProperties;
    private final TopicNames topics;
    private final LedgerMemory ledgers;
    private final long ledgerBytes;
    private final Consumer<Restored> results;
    private final GonePredecessors predecessors;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("towpath-restore-", 0).factory());

    /// @param ledgerBytes the bound of a partition's table
    /// @param results is given what came of each partition, on a thread of this class
    public Restorer(
            Admin admin,
            Map<String, Object> clientProperties,
            TopicNames topics,
            LedgerMemory ledgers,
            long ledgerBytes,
            Consumer<Restored> results) {
        this.admin = admin;
        this.clientProperties = Map.copyOf(clientProperties);
        this.topics = topics;
        this.ledgers = ledgers;
        this.ledgerBytes = ledgerBytes;
        this.results = results;
        this.predecessors = new GonePredecessors(admin, topics.workerGroup());
    }

    /// Restores a partition, unless it is no longer wanted when its turn comes.
    public void restore(QueuePartition place, int epoch, BooleanSupplier wanted) {
        threads.execute(
                () -> {
                    if (wanted.getAsBoolean()) {
                        results.accept(restored(place, epoch, wanted));
                    }
                });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Restored restored(QueuePartition place, int epoch, BooleanSupplier wanted) {
        try {
            return ready(place, epoch, wanted);
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

    private Restored ready(QueuePartition place, int epoch, BooleanSupplier wanted)
            throws ExecutionException, TimeoutException, InterruptedException {
        long startedAt = System.nanoTime();
        String ledgerTopic = topics.ledger(place.queue());
        for (TopicDescription topic :
                admin.describeTopics(List.of(ledgerTopic)).allTopicNames().get().values()) {
            ledgers.is(place, topic.topicId().toString());
        }
        TopicPartition jobs = new TopicPartition(topics.jobs(place.queue()), place.partition());
        TopicPartition ledger = new TopicPartition(ledgerTopic, place.partition());
        TopicPartition express =
                new TopicPartition(topics.express(place.queue()), place.partition());
        Map<TopicPartition, OffsetAndMetadata> offsets = committed(List.of(jobs, express), wanted);
        OffsetAndMetadata committed = offsets.get(jobs);
        long end = offset(ledger, OffsetSpec.latest());
        long earliest = offset(jobs, OffsetSpec.earliest());
        long latest = offset(jobs, OffsetSpec.latest());
        long frontier = earliest;
        if (committed != null) {
            ledgers.check(place, committed.metadata(), end);
            frontier = committed.offset();
            checkRecords(place, frontier, earliest, latest);
        }
        long expressFrontier = expressFrontier(express, offsets.get(express));
        LedgerTable table = new LedgerTable(ledgerBytes);
        LedgerLoader loader;
        BoundedBytes bytes = new BoundedBytes(LARGEST_MARK);
        try (KafkaConsumer<byte[], byte[]> consumer = reader(bytes)) {
            long logMillis =
                    new LogTime(admin, consumer, bytes)
                            .reads(jobs, frontier, latest)
                            .reads(express, expressFrontier, offset(express, OffsetSpec.latest()))
                            .or(ledger);
            bytes.nextPoll();
            loader =
                    new LedgerLoader(
                            table,
                            LedgerTable.Forgetting.past(
                                    LedgerLoader.forgottenBefore(logMillis), frontier),
                            false);
            load(consumer, bytes, ledger, end, loader, wanted);
        }
        if (committed == null) {
            // Kafka forgets the offsets of a topic that is deleted; the ledger does not.
            checkRecords(place, Math.max(earliest, loader.jobsEnd()), earliest, latest);
        }
        long nanos = System.nanoTime() - startedAt;
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
                offset(express, OffsetSpec.latest()),
                loader.loaded(),
                nanos);
    }

    /// What is due and was not taken yet: from the committed offset on, or from where the topic
    /// begins.
    private long expressFrontier(TopicPartition express, @Nullable OffsetAndMetadata committed)
            throws ExecutionException, InterruptedException {
        long earliest = offset(express, OffsetSpec.earliest());
        return committed == null ? earliest : Math.max(committed.offset(), earliest);
    }

    /// The committed offsets, once no transaction is open on them; none has null.
    private Map<TopicPartition, OffsetAndMetadata> committed(
            List<TopicPartition> partitions, BooleanSupplier wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        long askedAt = System.nanoTime();
        long waitingSince = askedAt;
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (wanted.getAsBoolean()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = stableOffsets(partitions);
            // Without an offset the partition is there, with null. While a transaction is open on
            // it, or when Kafka does not want to tell, Kafka's client leaves it out.
            if (offsets.keySet().containsAll(partitions)) {
                return offsets;
            }
            long now = System.nanoTime();
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
                waitingSince = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        }
        throw new InterruptedException(NO_LONGER_OURS);
    }

    private Map<TopicPartition, OffsetAndMetadata> stableOffsets(List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(
                        Map.of(
                                topics.workerGroup(),
                                new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions()
                                .requireStable(true)
                                .timeoutMs((int) GIVE_UP.toMillis()))
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private long offset(TopicPartition partition, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(
                        Map.of(partition, spec),
                        new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(partition)
                .get()
                .offset();
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

    private KafkaConsumer<byte[], byte[]> reader(BoundedBytes bytes) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    private void load(
            KafkaConsumer<byte[], byte[]> consumer,
            BoundedBytes bytes,
            TopicPartition ledger,
            long end,
            LedgerLoader loader,
            BooleanSupplier wanted)
            throws ExecutionException, InterruptedException {
        consumer.assign(List.of(ledger));
        consumer.seekToBeginning(List.of(ledger));
        long waitingSince = System.nanoTime();
        while (consumer.position(ledger) < end) {
            if (!wanted.getAsBoolean()) {
                throw new InterruptedException(NO_LONGER_OURS);
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
                waitingSince = System.nanoTime();
            } else if (System.nanoTime() - waitingSince > PATIENCE.toNanos()) {
                predecessors.fence();
                waitingSince = System.nanoTime();
            }
        }
    }
}
