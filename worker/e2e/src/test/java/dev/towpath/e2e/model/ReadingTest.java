package dev.towpath.e2e.model;

import static dev.towpath.e2e.model.Ground.outcome;
import static dev.towpath.e2e.model.Ground.poll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.worker.kafka.BoundedBytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a reader of a partition gets, and where he stands afterwards.
@Execution(ExecutionMode.CONCURRENT)
class ReadingTest {
    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void whatIsInOrBehindAnOpenTransactionIsReadWhenItIsCommitted(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    Consumer<byte[], byte[]> ledger = ledger(on, partition);
                    on.send(plain, partition, "before");
                    Producer<byte[], byte[]> producer = on.begun("one");
                    on.send(producer, partition, "inside");
                    on.send(plain, partition, "behind");

                    assertThat(on.read(ledger, "before")).containsExactly("before");
                    assertThat(on.readAWhile(ledger)).isEmpty();
                    assertThat(ledger.position(partition)).isEqualTo(1);
                    assertThat(on.end(partition)).isEqualTo(3);

                    producer.commitTransaction();

                    assertThat(on.read(ledger, "behind")).containsExactly("inside", "behind");
                    passes(on, ledger, partition, 4);
                    assertThat(on.end(partition)).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void whatWasAbortedIsReadByThoseAloneWhoReadTheUncommitted(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    Consumer<byte[], byte[]> ledger = ledger(on, partition);
                    Consumer<byte[], byte[]> express = express(on, partition, 0);
                    on.send(plain, partition, "before");
                    Producer<byte[], byte[]> producer = on.begun("one");
                    on.send(producer, partition, "inside");
                    producer.abortTransaction();

                    assertThat(on.read(ledger, "before")).containsExactly("before");
                    passes(on, ledger, partition, 3);
                    assertThat(on.read(express, "inside")).containsExactly("before", "inside");
                    passes(on, express, partition, 3);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aPartitionHasABeginningAnEndAndANewestRecord(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    assertThat(on.questions().newest(partition)).isEqualTo(-1);
                    assertThat(on.beginning(partition)).isZero();
                    assertThat(on.end(partition)).isZero();
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    on.send(plain, partition, "one");
                    on.pass(Duration.ofMillis(20));
                    RecordMetadata two = on.send(plain, partition, "two");
                    assertThat(on.questions().newest(partition)).isEqualTo(two.timestamp());
                    Producer<byte[], byte[]> producer = on.begun("one");
                    on.pass(Duration.ofMillis(20));
                    RecordMetadata three = on.send(producer, partition, "three");
                    assertThat(on.questions().newest(partition)).isEqualTo(three.timestamp());
                    on.pass(Duration.ofMillis(20));

                    producer.commitTransaction();
                    on.until("the marker is there", () -> end(on, partition) == 4);
                    on.deleteBelow(partition, 2);

                    assertThat(on.questions().newest(partition))
                            .as("a marker counts")
                            .isGreaterThan(three.timestamp());
                    assertThat(on.beginning(partition)).isEqualTo(2);
                    assertThat(on.end(partition)).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aReaderBeyondTheLogIsToldSoUnlessHeReadsALedger(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    for (String value : List.of("one", "two", "three")) {
                        on.send(plain, partition, value);
                    }
                    on.deleteBelow(partition, 1);

                    assertThat(fails(on, express(on, partition, 0)))
                            .isEqualTo("OffsetOutOfRangeException");
                    assertThat(fails(on, express(on, partition, 7)))
                            .isEqualTo("OffsetOutOfRangeException");
                    Consumer<byte[], byte[]> atEnd = express(on, partition, 3);
                    assertThat(on.readAWhile(atEnd)).isEmpty();
                    Consumer<byte[], byte[]> ledger = ledger(on, partition);
                    ledger.seek(partition, 0);
                    assertThat(on.read(ledger, "three")).containsExactly("two", "three");
                    ledger.seek(partition, 7);
                    assertThat(on.read(ledger, "three")).containsExactly("two", "three");
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void withoutASeekThereIsNoPosition(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Consumer<byte[], byte[]> express =
                            on.clients("reader").express(new BoundedBytes());
                    express.assign(List.of(partition));
                    assertThat(outcome(() -> express.position(partition)))
                            .isEqualTo("NoOffsetForPartitionException");
                    assertThat(fails(on, express)).isEqualTo("NoOffsetForPartitionException");
                    express.pause(List.of(partition));
                    assertThat(fails(on, express)).isEqualTo("NoOffsetForPartitionException");
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aPausedPartitionGivesNothingAndIsReadOnWhereItStood(Side side) throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(2);
                    TopicPartition first = new TopicPartition(topic, 0);
                    TopicPartition second = new TopicPartition(topic, 1);
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    on.send(plain, first, "one");
                    Consumer<byte[], byte[]> express = express(on, first, 0);
                    assertThat(on.read(express, "one")).containsExactly("one");
                    express.assign(List.of(first, second));
                    express.seek(second, 0);

                    express.pause(List.of(first));
                    on.send(plain, first, "two");
                    on.send(plain, second, "three");

                    assertThat(on.read(express, "three")).containsExactly("three");
                    assertThat(on.readAWhile(express)).isEmpty();
                    assertThat(express.position(first)).isEqualTo(1);
                    assertThat(express.paused()).containsExactly(first);
                    express.assign(List.of(first));
                    assertThat(on.readAWhile(express)).isEmpty();
                    express.resume(List.of(first));
                    assertThat(on.read(express, "two")).containsExactly("two");
                    express.pause(List.of(first));
                    express.seek(first, 0);
                    assertThat(on.readAWhile(express)).isEmpty();
                    express.resume(List.of(first));
                    assertThat(on.read(express, "two")).containsExactly("one", "two");
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void aPartitionThatIsAssignedAnewHasForgottenPositionAndPause(Side side) throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(2);
                    TopicPartition first = new TopicPartition(topic, 0);
                    TopicPartition second = new TopicPartition(topic, 1);
                    Consumer<byte[], byte[]> express = express(on, first, 0);
                    express.pause(List.of(first));
                    express.assign(List.of(second));

                    assertThat(outcome(() -> express.seek(first, 0)))
                            .isEqualTo("IllegalStateException");
                    assertThat(outcome(() -> express.position(first)))
                            .isEqualTo("IllegalStateException");
                    assertThat(outcome(() -> express.pause(List.of(first))))
                            .isEqualTo("IllegalStateException");
                    assertThat(outcome(() -> express.resume(List.of(first))))
                            .isEqualTo("IllegalStateException");
                    assertThat(outcome(() -> express.seekToBeginning(List.of(first))))
                            .isEqualTo("IllegalStateException");
                    express.assign(List.of(first));
                    assertThat(express.paused()).isEmpty();
                    assertThat(outcome(() -> express.position(first)))
                            .isEqualTo("NoOffsetForPartitionException");
                    assertThat(express.assignment()).containsExactly(first);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void oneByOneReadsOneAtATime(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> plain = on.clients("plain").copies();
                    on.send(plain, partition, "one");
                    on.send(plain, partition, "two");
                    Consumer<byte[], byte[]> reader =
                            on.clients("reader").oneByOne(new BoundedBytes());
                    reader.assign(List.of(partition));
                    reader.seek(partition, 0);

                    on.until("it is read", () -> poll(reader).equals(List.of("one")));
                    assertThat(reader.position(partition)).isEqualTo(1);
                    assertThat(reader.endOffsets(List.of(partition))).containsEntry(partition, 2L);
                });
    }

    private static Consumer<byte[], byte[]> ledger(Ground on, TopicPartition partition) {
        Consumer<byte[], byte[]> ledger = on.clients("reader").ledger(new BoundedBytes());
        ledger.assign(List.of(partition));
        ledger.seekToBeginning(List.of(partition));
        return ledger;
    }

    private static Consumer<byte[], byte[]> express(
            Ground on, TopicPartition partition, long offset) {
        Consumer<byte[], byte[]> express = on.clients("reader").express(new BoundedBytes());
        express.assign(List.of(partition));
        express.seek(partition, offset);
        return express;
    }

    private static void passes(
            Ground on, Consumer<byte[], byte[]> reader, TopicPartition partition, long position) {
        on.until(
                "at " + position + ", but it is at " + reader.position(partition),
                () -> poll(reader).isEmpty() && reader.position(partition) == position);
    }

    /// What polls come to.
    private static String fails(Ground on, Consumer<byte[], byte[]> reader) {
        String[] last = {"ok"};
        on.until(
                "it fails",
                () -> {
                    last[0] = outcome(() -> poll(reader));
                    return !last[0].equals("ok");
                });
        return last[0];
    }

    private static long end(Ground on, TopicPartition partition) {
        try {
            return on.end(partition);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
