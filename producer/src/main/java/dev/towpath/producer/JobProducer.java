package dev.towpath.producer;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Puts jobs on a queue, or on the ladder when they are due later, each confirmed by all of Kafka's
/// replicas in sync before its future completes. Safe for use by many threads.
///
/// A failed future holds a [TowpathException]. `TP-2001` says that the job may or may not be
/// stored; every other code says that it surely is not. Futures complete on the Kafka client's
/// network thread: what follows on it must be short, or use the `Async` methods.
public final class JobProducer implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final ProducerSettings settings;
    private final JobIdIssuer ids;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final KafkaLink link;
    private final Room room;
    private final AtomicInteger turn = new AtomicInteger();

    /// Connects when the first job is sent, so that it can be made while no broker answers.
    ///
    /// @param random of the submissions' nonces, which tell them apart and are no secrets; must be
    ///     safe for use by many threads
    public JobProducer(
            ProducerSettings settings,
            JobIdIssuer ids,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.link = new KafkaLink(settings);
        this.room = new Room(settings.maxInFlight(), settings.maxBytesInFlight());
    }

    /// Sends a job under a new id, or under the one that its dedup key always has.
    ///
    /// Waits for Kafka, at most half the deadline, when the queue's partitions are not known yet;
    /// never otherwise.
    public CompletableFuture<Receipt> send(JobRequest request) {
        try {
            return send(request, address(request));
        } catch (TowpathException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Sends a job under an id that [#address] gave, or that was made from another job's.
    public CompletableFuture<Receipt> send(JobRequest request, JobId id) {
        int bytes = request.payload.length;
        if (!room.take(bytes)) {
            return CompletableFuture.failedFuture(tooMany(request));
        }
        String topic = topic(request);
        Sent sent = new Sent(topic, id, bytes);
        try {
            if (request.rung().isPresent()) {
                link.partitions(topic);
            }
            link.send(record(topic, request, id), sent);
        } catch (TowpathException e) {
            sent.fail(e);
        }
        return sent.future;
    }

    /// The id that a job is to have, which also says where it will be: the same each time for the
    /// same client, type, group and dedup key, else new each time. A partition without leader is
    /// left out when the job may be anywhere.
    ///
    /// @throws TowpathException when the queue's partitions are not known and Kafka does not
    ///     answer, has no such topic, or refuses
    public JobId address(JobRequest request) {
        List<PartitionInfo> partitions = link.partitions(settings.topics().jobs(request.queue));
        String key = request.keyText();
        if (key.isEmpty()) {
            return ids.random(request.queue, nextPartition(partitions));
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(bytes)) % partitions.size();
        if (request.dedupKey.isEmpty()) {
            return ids.random(request.queue, partition);
        }
        return ids.derived(
                request.queue,
                partition,
                request.client,
                request.type,
                request.group,
                request.dedupKey);
    }

    /// Asks for a job not to be run any more. Completes once Kafka holds that; the worker that owns
    /// the job then ends it as cancelled, unless it has ended. A job that runs is interrupted, and
    /// is cancelled unless it ends well all the same. What is submitted later under the same dedup
    /// key is another job.
    ///
    /// Waits for Kafka, at most half the deadline.
    ///
    /// @param client whose job it is; a job of another client is left alone
    public CompletableFuture<Void> cancel(JobId id, String client) {
        return cancel(id, client, Optional.empty());
    }

    /// Asks for a job not to be run any more of which it is known that it waits on the ladder, so
    /// that it ends at once and not when it is due.
    ///
    /// @param waiting its mark
    public CompletableFuture<Void> cancel(JobId id, String client, Optional<Mark> waiting) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        String topic = settings.topics().express(id.queue());
        try {
            TopicPartition jobs =
                    new TopicPartition(settings.topics().jobs(id.queue()), id.partition());
            Cancel cancel = new Cancel(client, clock.millis(), link.end(jobs));
            link.partitions(topic);
            byte[] name = id.toString().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(
                            topic,
                            id.partition(),
                            name,
                            waiting.map(MarkCodec::encode).orElse(NOTHING));
            record.headers().add(JobHeaders.ID, name).add(Cancel.HEADER, cancel.encode());
            link.send(
                    record,
                    (_, failure) -> {
                        if (failure == null) {
                            asked.complete(null);
                        } else {
                            asked.completeExceptionally(SendFailure.ofCancel(id, failure));
                        }
                    });
        } catch (TowpathException e) {
            asked.completeExceptionally(SendFailure.ofCancel(id, e));
        }
        return asked;
    }

    /// How many jobs are sent and not yet decided.
    public int inFlight() {
        return room.jobs();
    }

    /// Whether there is room for more, with an eighth of it left for others who ask at the same
    /// moment. Who has many jobs to send waits for this instead of being refused.
    public boolean hasRoom() {
        return room.isWide();
    }

    /// Waits, at most for the deadline, until all that was sent is decided.
    @Override
    public void close() {
        link.close();
    }

    private String topic(JobRequest request) {
        return request.rung()
                .map(settings.topics()::delay)
                .orElseGet(() -> settings.topics().jobs(request.queue));
    }

    /// On the ladder any partition will do; the key's keeps the jobs of a group together.
    private ProducerRecord<byte[], byte[]> record(String topic, JobRequest request, JobId id) {
        long now = clock.millis();
        JobEnvelope envelope =
                new JobEnvelope(
                        0,
                        0,
                        0,
                        request.nonce.orElseGet(random::nextLong),
                        now,
                        request.dueAt(),
                        request.expiresAt,
                        window(request, now),
                        request.checksum,
                        request.flags(),
                        request.client,
                        request.dedupKey,
                        request.batch,
                        request.tags,
                        request.deployment);
        String text = id.toString();
        String key = request.keyText();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic,
                        request.rung().isPresent() ? null : id.partition(),
                        (key.isEmpty() ? text : key).getBytes(StandardCharsets.UTF_8),
                        request.payload);
        JobHeaders.write(
                record.headers(),
                text,
                "/clients/" + request.client,
                request.type.getBytes(StandardCharsets.UTF_8),
                request.json,
                request.traceParent.isEmpty() ? null : request.traceParent,
                envelope);
        return record;
    }

    /// A dedup key's window begins when the job is due.
    private static long window(JobRequest request, long now) {
        return request.dedupKey.isEmpty() ? 0 : request.windowMillis + request.waitMillis(now);
    }

    private int nextPartition(List<PartitionInfo> partitions) {
        int start = turn.getAndIncrement() & Integer.MAX_VALUE;
        for (int i = 0; i < partitions.size(); i++) {
            PartitionInfo candidate = partitions.get((start + i) % partitions.size());
            if (candidate.leader() != null && !candidate.leader().isEmpty()) {
                return candidate.partition();
            }
        }
        return partitions.get(start % partitions.size()).partition();
    }

    private TowpathException tooMany(JobRequest request) {
        return new TowpathException(
                ErrorCode.TOO_MANY_REQUESTS,
                "a job of type "
                        + request.type
                        + ": the producer holds as many jobs that Kafka has not confirmed yet as it"
                        + " may ("
                        + settings.maxInFlight()
                        + " jobs, "
                        + settings.maxBytesInFlight()
                        + " bytes); the job is not stored. Send it again later");
    }

    /// One send; its own callback decides it.
    private final class Sent implements Callback {
        private final CompletableFuture<Receipt> future = new CompletableFuture<>();
        private final Thread sender = Thread.currentThread();
        private final String topic;
        private final JobId id;
        private final int bytes;

        private Sent(String topic, JobId id, int bytes) {
            this.topic = topic;
            this.id = id;
            this.bytes = bytes;
        }

        /// Kafka's client reports what it did not even take on the sender's own thread.
        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                fail(
                        Thread.currentThread().equals(sender)
                                ? SendFailure.beforeSending(topic, failure)
                                : SendFailure.afterSending(
                                        topic, id, settings.deadline(), failure));
                return;
            }
            room.give(bytes);
            future.complete(new Receipt(id, metadata.partition(), metadata.offset()));
        }

        private void fail(TowpathException failure) {
            room.give(bytes);
            future.completeExceptionally(failure);
        }
    }
}
