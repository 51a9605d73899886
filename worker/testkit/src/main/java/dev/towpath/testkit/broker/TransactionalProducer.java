package dev.towpath.testkit.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A producer of transactions. Now and then a commit is not answered: it may have gone through, or
/// go through when the producer is closed.
final class TransactionalProducer extends ModelProducer {
    private static final long MAX_BLOCK = TimeUnit.SECONDS.toNanos(8);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    private final String id;
    private final List<Send> buffer = new ArrayList<>();
    private int epoch;
    private boolean begun;
    private boolean asksForCommit;
    private @Nullable Transaction transaction;

    TransactionalProducer(ModelClients clients, String id) {
        super(clients);
        this.id = id;
    }

    @Override
    public void initTransactions() {
        clients.roundTrip();
        epoch = broker.initialise(id);
        awaitPredecessor();
    }

    @Override
    public void beginTransaction() {
        checkFence();
        // Until the markers of the one before are written, the coordinator says "concurrent
        // transactions" and the client tries again.
        awaitPredecessor();
        begun = true;
        transaction = null;
    }

    @Override
    void send(Send send) {
        if (!begun) {
            throw new IllegalStateException("send without a transaction");
        }
        buffer.add(send);
        if (broker.random().nextInt(8) == 0) {
            clients.host.work();
            flushBuffer();
        }
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        clients.roundTrip();
        checkFence();
        if (!broker.group()
                .takesOffsets(metadata.memberId(), metadata.generationId(), offsets.keySet())) {
            throw new CommitFailedException(
                    "the coordinator rejects the offsets of "
                            + metadata.memberId()
                            + " in epoch "
                            + metadata.generationId());
        }
        present().offsets().putAll(offsets);
    }

    @Override
    public void commitTransaction() {
        clients.roundTrip();
        checkFence();
        flushBuffer();
        checkFence();
        clients.roundTrip();
        checkFence();
        int fate = broker.random().nextInt(50);
        if (fate == 0) {
            asksForCommit = true;
            clients.host.await(MAX_BLOCK);
            throw new TimeoutException("the coordinator has not answered");
        }
        begun = false;
        decide(true);
        if (fate < 3) {
            clients.host.await(MAX_BLOCK);
            throw new TimeoutException("the coordinator has not answered");
        }
        clients.roundTrip();
    }

    @Override
    public void abortTransaction() {
        clients.roundTrip();
        checkFence();
        begun = false;
        decide(false);
    }

    /// Goes on with the commit that it was asked for, else ends what is open.
    @Override
    public void close(Duration timeout) {
        Transaction open = transaction;
        if (clients.isCut() || !begun || open == null || !open.isOpen() || isFenced()) {
            return;
        }
        clients.roundTrip();
        if (open.isOpen() && !isFenced()) {
            decide(asksForCommit && broker.random().nextBoolean());
        }
    }

    private void decide(boolean commit) {
        Transaction open = transaction;
        if (open != null && open.isOpen()) {
            broker.decide(open, commit);
        }
    }

    private void flushBuffer() {
        List<Send> sends = List.copyOf(buffer);
        buffer.clear();
        for (Send send : sends) {
            if (isFenced()) {
                send.failed(fenced());
            } else {
                send.stored(append(send, present()));
            }
        }
    }

    private Transaction present() {
        Transaction open = transaction;
        if (open == null) {
            open = broker.begin(id);
            transaction = open;
        }
        return open;
    }

    private void awaitPredecessor() {
        long until = broker.stage().nanos() + MAX_BLOCK;
        for (Transaction last = broker.producer(id).last;
                last != null && !last.isComplete();
                last = broker.producer(id).last) {
            if (broker.stage().nanos() > until) {
                throw new TimeoutException("the transaction before is not complete");
            }
            clients.host.await(LOOK);
        }
    }

    private boolean isFenced() {
        return broker.producer(id).epoch != epoch;
    }

    private void checkFence() {
        if (isFenced()) {
            throw fenced();
        }
    }

    private KafkaException fenced() {
        return new ProducerFencedException("there is a newer producer of " + id);
    }
}
