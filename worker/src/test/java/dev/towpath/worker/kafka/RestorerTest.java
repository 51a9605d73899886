package dev.towpath.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.thread.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A partition whose last owner has left a transaction open, with an offset in it, or old marks.
class RestorerTest {
    private static final QueuePartition PLACE = new QueuePartition("default", 0);

    private final TopicNames topics = new TopicNames("restorer.");
    private final TopicPartition jobs = new TopicPartition(topics.jobs("default"), 0);
    private final Map<String, Object> client =
            Map.of("bootstrap.servers", SharedBroker.get().bootstrap());
    private final Admin admin = Admin.create(client);
    private final BlockingQueue<Restored> results = new ArrayBlockingQueue<>(1);
    private final Restorer restorer =
            new Restorer(
                    new BrokerClients(client, topics.workerGroup(), GroupProtocol.CONSUMER, admin),
                    Threads.ofJvm(),
                    topics,
                    new LedgerMemory(),
                    1 << 20,
                    results::add);

    @BeforeEach
    void aJobThatIsSettled() throws Exception {
        admin.createTopics(
                        List.of(
                                new NewTopic(topics.jobs("default"), 1, (short) 1),
                                new NewTopic(topics.express("default"), 1, (short) 1),
                                new NewTopic(topics.ledger("default"), 1, (short) 1)))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> producer = producer("restorer-first")) {
            producer.beginTransaction();
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>(jobs.topic(), 0, null, null)).get();
            }
            commitOffset(producer, 1);
            producer.commitTransaction();
        }
    }

    @AfterEach
    void leaveNothing() throws Exception {
        restorer.close();
        admin.deleteTopics(
                        List.of(
                                topics.jobs("default"),
                                topics.express("default"),
                                topics.ledger("default")))
                .all()
                .get();
        admin.deleteConsumerGroups(List.of(topics.workerGroup())).all().get();
        admin.close();
    }

    @Test
    void theOffsetOfAnOpenTransactionIsWaitedForAndNotPassedOver() throws Exception {
        try (KafkaProducer<byte[], byte[]> living = producer("somebody-who-still-lives")) {
            living.beginTransaction();
            commitOffset(living, 4);

            restorer.restore(PLACE, 1, () -> true);
            assertThat(results.poll(500, TimeUnit.MILLISECONDS)).isNull();
            living.commitTransaction();

            assertThat(results.poll(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Restored.Ready.class,
                            ready -> assertThat(ready.frontier()).isEqualTo(4));
        }
    }

    @Test
    void aGoneOwnersOpenTransactionIsEndedAndItsLastOffsetHolds() throws Exception {
        try (KafkaProducer<byte[], byte[]> gone = producer(topics.workerGroup() + "-gone")) {
            gone.beginTransaction();
            commitOffset(gone, 4);

            restorer.restore(PLACE, 1, () -> true);

            assertThat(results.poll(8, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Restored.Ready.class,
                            ready -> assertThat(ready.frontier()).isEqualTo(1));
        }
    }

    /// As often as threads restore at a time: each must be there for the next partition.
    @Test
    void aPartitionThatIsTakenAwayWhileItsLedgerIsReadHoldsUpNoOther() throws Exception {
        long now = System.currentTimeMillis();
        try (KafkaProducer<byte[], byte[]> living = producer("somebody-who-writes")) {
            living.beginTransaction();
            living.send(mark(1, now, now)).get();

            for (int i = 0; i < 2; i++) {
                AtomicInteger asked = new AtomicInteger();
                restorer.restore(PLACE, 1, () -> asked.incrementAndGet() < 6);
                assertThat(results.poll(20, TimeUnit.SECONDS)).isInstanceOf(Restored.Failed.class);
            }
            living.commitTransaction();

            assertThat(knows(restored(), 1)).isTrue();
        }
    }

    /// Whatever this machine's clock says: the marks are old or new by the broker's.
    @Test
    void anOldMarkIsForgottenUnlessSomethingAsOldIsStillToBeRead() throws Exception {
        long now = System.currentTimeMillis();
        long longAgo = now - Duration.ofHours(2).toMillis();
        try (KafkaProducer<byte[], byte[]> producer = producer("restorer-marks")) {
            producer.beginTransaction();
            producer.send(mark(1, longAgo, longAgo)).get();
            producer.send(mark(2, now, now)).get();
            producer.commitTransaction();

            assertThat(knows(restored(), 1)).isFalse();
            producer.beginTransaction();
            producer.send(
                            new ProducerRecord<>(
                                    topics.express("default"), 0, longAgo, null, new byte[0]))
                    .get();
            producer.commitTransaction();
            assertThat(knows(restored(), 1)).isTrue();
            assertThat(knows(restored(), 2)).isTrue();
        }
    }

    private Restored.Ready restored() throws InterruptedException {
        restorer.restore(PLACE, 1, () -> true);
        return (Restored.Ready) Objects.requireNonNull(results.poll(20, TimeUnit.SECONDS));
    }

    private static boolean knows(Restored.Ready ready, long id) {
        return ready.ledger().find(0, id) != LedgerTable.ABSENT;
    }

    private ProducerRecord<byte[], byte[]> mark(long id, long settledAt, long writtenAt) {
        Mark mark =
                new Mark(
                        State.DONE,
                        0,
                        1,
                        0,
                        7,
                        0,
                        0,
                        0,
                        settledAt,
                        settledAt,
                        settledAt,
                        0,
                        0,
                        "c",
                        "",
                        "",
                        "t");
        return new ProducerRecord<>(
                topics.ledger("default"),
                0,
                writtenAt,
                JobId.tailBytes(0, id),
                MarkCodec.encode(mark));
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                SharedBroker.get().bootstrap(),
                                "transactional.id",
                                transactionalId),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void commitOffset(KafkaProducer<byte[], byte[]> producer, long offset) {
        Map<String, Object> member =
                Map.of(
                        "bootstrap.servers",
                        SharedBroker.get().bootstrap(),
                        "group.id",
                        topics.workerGroup());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        member, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            producer.sendOffsetsToTransaction(
                    Map.of(jobs, new OffsetAndMetadata(offset)), consumer.groupMetadata());
        }
    }
}
