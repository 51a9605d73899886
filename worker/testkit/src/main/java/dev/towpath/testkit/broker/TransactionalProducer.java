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
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/// A producer of transactions. Now and then a commit is not answered: it may have gone through, or
/// go through when the producer is closed.
///
/// What it fails with is what Kafka's own fails with: offsets that are rejected want an abort, as
/// does a transaction that timed out; whoever is fenced learns it from the first call that asks the
/// broker, and can do nothing more.
final class TransactionalProducer extends ModelProducer {
    private static final long MAX_BLOCK = TimeUnit.SECONDS.toNanos(8);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    /// So long a record waits for others that go with it.
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(5);

    private final String id;
    private final List<Send> buffer = new ArrayList<>();
    private int epoch;
    private boolean initialised;
    private boolean begun;
    private @Nullable KafkaException failure;
    private boolean fatal;
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
        initialised = true;
    }

    @Override
    public void beginTransaction() {
        check(initialised && !begun);
        // Until the markers of the one before are written, the coordinator says "concurrent
        // transactions" and the client tries again.
        if (!isFenced()) {
            awaitPredecessor();
        }
        begun = true;
        transaction = null;
    }

    @Override
    void send(Send send) {
        KafkaException failed = failed();
        if (failed instanceof ApiException) {
            send.failed(failed);
            return;
        }
        check(begun);
        buffer.add(send);
        broker.stage().after(LINGER, () -> linger(send));
        if (broker.random().nextInt(8) == 0) {
            clients.host.work();
            flushBuffer();
        }
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        clients.roundTrip();
        check(begun);
        if (isFenced() || isTimedOut()) {
            throw fatal(fenced());
        }
        if (!broker.group()
                .takesOffsets(metadata.memberId(), metadata.generationId(), offsets.keySet())) {
            present();
            failure =
                    new CommitFailedException(
                            "the coordinator rejects the offsets of "
                                    + metadata.memberId()
                                    + " in epoch "
                                    + metadata.generationId());
            throw failure;
        }
        present().offsets().putAll(offsets);
    }

    @Override
    public void commitTransaction() {
        clients.roundTrip();
        check(begun);
        flushBuffer();
        check(true);
        clients.roundTrip();
        check(true);
        if (transaction != null && isFenced()) {
            throw fatal(fenced());
        }
        if (isTimedOut()) {
            throw fatal(new InvalidTxnStateException("the transaction of " + id + " is over"));
        }
        int fate = broker.fate(50);
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

    /// Ends what is open, also after a failure that is not fatal; then it can begin again.
    @Override
    public void abortTransaction() {
        clients.roundTrip();
        if (fatal) {
            check(true);
        }
        if (!begun) {
            throw new IllegalStateException("there is no transaction of " + id);
        }
        if (isFenced() && (transaction != null || failure != null)) {
            throw fatal(fenced());
        }
        dropBuffer();
        failure = null;
        begun = false;
        decide(false);
    }

    /// Goes on with the commit that it was asked for, else ends what is open.
    @Override
    public void close(Duration timeout) {
        dropBuffer();
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

    /// A record goes off though nobody waits for it.
    private void linger(Send send) {
        if (buffer.contains(send) && !clients.host.isSilent() && !clients.isCut()) {
            flushBuffer();
        }
    }

    private void dropBuffer() {
        List<Send> sends = List.copyOf(buffer);
        buffer.clear();
        sends.forEach(send -> send.failed(new TransactionAbortedException()));
    }

    private void flushBuffer() {
        List<Send> sends = List.copyOf(buffer);
        buffer.clear();
        for (Send send : sends) {
            if (isFenced() || isTimedOut()) {
                failure = new InvalidProducerEpochException("the epoch of " + id + " is over");
                send.failed(failure);
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

    /// The coordinator has ended the transaction by itself; an abort makes good for it.
    private boolean isTimedOut() {
        return begun && transaction != null && transaction.isTimedOut();
    }

    /// What every call meets after a failure, until an abort.
    private @Nullable KafkaException failed() {
        return switch (failure) {
            case null -> null;
            case ProducerFencedException e -> new ProducerFencedException(e.getMessage());
            case InvalidProducerEpochException e ->
                    new InvalidProducerEpochException(e.getMessage());
            case KafkaException e -> new KafkaException("the producer has failed before", e);
        };
    }

    private void check(boolean inTurn) {
        KafkaException failed = failed();
        if (failed != null) {
            throw failed;
        }
        if (!inTurn) {
            throw new IllegalStateException("it is not the turn of this call to " + id);
        }
    }

    private KafkaException fatal(KafkaException cause) {
        failure = cause;
        fatal = true;
        return cause;
    }

    private KafkaException fenced() {
        return new ProducerFencedException("there is a newer producer of " + id);
    }
}
