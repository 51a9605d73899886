package dev.towpath.e2e.model;

import static dev.towpath.e2e.model.Ground.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a producer of transactions meets when another has its id, or when it takes too long; and
/// what becomes of its transaction.
@Execution(ExecutionMode.CONCURRENT)
class FencingTest {
    private static final String FENCED = "ProducerFencedException";
    private static final String OLD_EPOCH = "InvalidProducerEpochException";

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aSecondProducerOfTheSameIdAbortsTheTransactionOfTheFirst(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> first = on.begun("one");
                    assertThat(isOpen(on, "one")).isFalse();
                    on.send(first, partition, "first");
                    assertThat(isOpen(on, "one")).isTrue();

                    Producer<byte[], byte[]> second = on.begun("one");

                    assertThat(on.end(partition)).isEqualTo(2);
                    assertThat(isOpen(on, "one")).isFalse();
                    assertThat(outcome(first::commitTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(first::abortTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(first::beginTransaction)).isEqualTo(FENCED);
                    on.send(second, partition, "second");
                    second.commitTransaction();
                    on.until("it is over", () -> !isOpen(on, "one"));
                    assertThat(on.end(partition)).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void whoIsFencedLearnsItFromTheFirstCallThatAsksTheBroker(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Member member = new Member(on, "member", partition.topic());
                    on.until("it is in the group", () -> member.owns(1));

                    Producer<byte[], byte[]> sends = inMidst(on, "sends", partition);
                    Producer<byte[], byte[]> offsets = inMidst(on, "offsets", partition);
                    Producer<byte[], byte[]> aborts = inMidst(on, "aborts", partition);
                    Producer<byte[], byte[]> closes = inMidst(on, "closes", partition);
                    fence(on, "sends", "offsets", "aborts", "closes");

                    for (String id : List.of("sends", "offsets", "aborts", "closes")) {
                        assertThat(isOpen(on, id)).as(id).isFalse();
                    }
                    assertThat(on.end(partition)).isEqualTo(8);
                    assertThat(outcome(() -> on.send(sends, partition, "late")))
                            .isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::commitTransaction)).isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::abortTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(() -> sendOffsets(offsets, partition, member)))
                            .isEqualTo(FENCED);
                    assertThat(outcome(offsets::commitTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(offsets::abortTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(aborts::abortTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(aborts::beginTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(() -> closes.close(Duration.ofSeconds(5)))).isEqualTo("ok");
                    assertThat(on.end(partition)).isEqualTo(8);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void whoIsFencedBetweenTwoTransactionsCanBeginButStoreNothing(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Member member = new Member(on, "member", partition.topic());
                    on.until("it is in the group", () -> member.owns(1));
                    Producer<byte[], byte[]> sends = between(on, "sends");
                    Producer<byte[], byte[]> waits = between(on, "waits");
                    Producer<byte[], byte[]> offsets = between(on, "offsets");
                    Producer<byte[], byte[]> nothing = between(on, "nothing");
                    fence(on, "sends", "waits", "offsets", "nothing");

                    for (Producer<byte[], byte[]> one : List.of(sends, waits, offsets, nothing)) {
                        assertThat(outcome(one::beginTransaction)).isEqualTo("ok");
                    }
                    assertThat(outcome(() -> on.send(sends, partition, "late")))
                            .isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::commitTransaction)).isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::abortTransaction)).isEqualTo(FENCED);
                    var sent = waits.send(Ground.record(partition, "late"));
                    assertThat(outcome(waits::commitTransaction)).isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sent::get)).isEqualTo(OLD_EPOCH);
                    assertThat(outcome(() -> sendOffsets(offsets, partition, member)))
                            .isEqualTo(FENCED);
                    assertThat(outcome(nothing::commitTransaction)).isEqualTo("ok");
                    assertThat(on.end(partition)).isZero();
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void theCallsOfAProducerHaveTheirTurns(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    String outOfTurn = "IllegalStateException";
                    Producer<byte[], byte[]> producer = on.producer("one");
                    assertThat(outcome(producer::beginTransaction)).isEqualTo(outOfTurn);
                    producer.initTransactions();
                    producer.beginTransaction();
                    assertThat(outcome(producer::commitTransaction)).isEqualTo("ok");
                    producer.beginTransaction();
                    assertThat(outcome(producer::abortTransaction)).isEqualTo("ok");
                    producer.beginTransaction();
                    on.send(producer, partition, "undone");
                    assertThat(outcome(producer::abortTransaction)).isEqualTo("ok");
                    assertThat(outcome(producer::abortTransaction)).isEqualTo(outOfTurn);
                    producer.beginTransaction();
                    assertThat(outcome(producer::commitTransaction)).isEqualTo("ok");
                    assertThat(outcome(producer::commitTransaction)).isEqualTo(outOfTurn);
                    assertThat(outcome(() -> on.send(producer, partition, "x")))
                            .isEqualTo(outOfTurn);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void closingAProducerAbortsWhatIsOpen(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> producer = inMidst(on, "one", partition);

                    producer.close(Duration.ofSeconds(5));

                    on.until("it is over", () -> !isOpen(on, "one"));
                    assertThat(on.end(partition)).isEqualTo(2);
                });
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aTransactionThatTakesTooLongIsAbortedAndItsProducerMayGoOnAfterAnAbort(Side side)
            throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Member member = new Member(on, "member", partition.topic());
                    on.until("it is in the group", () -> member.owns(1));
                    Producer<byte[], byte[]> commits = inMidst(on, "commits", partition);
                    Producer<byte[], byte[]> sends = inMidst(on, "sends", partition);
                    Producer<byte[], byte[]> offsets = inMidst(on, "offsets", partition);
                    Producer<byte[], byte[]> aborts = inMidst(on, "aborts", partition);
                    List<String> ids = List.of("commits", "sends", "offsets", "aborts");
                    long start = on.nanos();
                    on.until(
                            "they are over",
                            () -> {
                                member.poll();
                                return ids.stream().noneMatch(id -> isOpen(on, id));
                            });
                    assertThat(on.nanos() - start).isGreaterThan(Duration.ofSeconds(8).toNanos());
                    assertThat(on.end(partition)).isEqualTo(8);

                    assertThat(outcome(commits::commitTransaction))
                            .isEqualTo("InvalidTxnStateException");
                    assertThat(outcome(commits::abortTransaction)).isEqualTo("KafkaException");
                    assertThat(outcome(() -> on.send(sends, partition, "late")))
                            .isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::commitTransaction)).isEqualTo(OLD_EPOCH);
                    assertThat(outcome(sends::abortTransaction)).isEqualTo("ok");
                    assertThat(outcome(() -> sendOffsets(offsets, partition, member)))
                            .isEqualTo(FENCED);
                    assertThat(outcome(offsets::abortTransaction)).isEqualTo(FENCED);
                    assertThat(outcome(aborts::abortTransaction)).isEqualTo("ok");
                    aborts.beginTransaction();
                    on.send(aborts, partition, "again");
                    assertThat(outcome(aborts::commitTransaction)).isEqualTo("ok");
                });
    }

    private static Producer<byte[], byte[]> inMidst(Ground on, String id, TopicPartition partition)
            throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> producer = on.begun(id);
        on.send(producer, partition, id);
        return producer;
    }

    private static Producer<byte[], byte[]> between(Ground on, String id) {
        Producer<byte[], byte[]> producer = on.begun(id);
        producer.commitTransaction();
        return producer;
    }

    private static void sendOffsets(
            Producer<byte[], byte[]> producer, TopicPartition partition, Member member) {
        producer.sendOffsetsToTransaction(
                Map.of(partition, new OffsetAndMetadata(0)), member.consumer.groupMetadata());
    }

    private static void fence(Ground on, String... ids)
            throws ExecutionException, InterruptedException {
        on.questions().fence(List.of(ids).stream().map(id -> on.group() + "-" + id).toList());
    }

    private static boolean isOpen(Ground on, String id) {
        try {
            return on.questions().openTransactions().contains(on.group() + "-" + id);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
