package dev.towpath.e2e.model;

import static dev.towpath.e2e.model.Ground.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whose offsets are taken in a transaction, of which partitions and in which epoch; and what is
/// told of them.
@Execution(ExecutionMode.CONCURRENT)
class OffsetsTest {
    private static final String TAKEN = "ok";
    private static final String REFUSED = "CommitFailedException";

    private int producers;

    @ParameterizedTest
    @EnumSource
    void inThePresentEpochOffsetsAreTakenOfEveryPartitionAndInAnEarlierOneOnlyOfThoseHeldSince(
            Side side) throws Exception {
        // The classic protocol knows no earlier epochs.
        String held = side.isClassic() ? REFUSED : TAKEN;
        side.play(
                on -> {
                    String topic = on.topic(2);
                    TopicPartition express = new TopicPartition(on.topic(1), 0);
                    Member a = new Member(on, "a", topic);
                    on.until("a owns all", () -> a.owns(2));
                    ConsumerGroupMetadata first = a.consumer.groupMetadata();
                    assertThat(offsets(on, first, new TopicPartition(topic, 0), express))
                            .isEqualTo(TAKEN);

                    Member b = new Member(on, "b", topic);
                    // By the classic protocol that takes two generations.
                    on.until(
                            "they share",
                            () ->
                                    all(
                                            a.owns(1),
                                            b.owns(1),
                                            isAfter(a, first),
                                            isInTheGenerationOf(a, b)));
                    ConsumerGroupMetadata second = a.consumer.groupMetadata();
                    TopicPartition kept = a.owns().iterator().next();
                    TopicPartition given = b.owns().iterator().next();
                    assertThat(offsets(on, first, kept)).isEqualTo(held);
                    assertThat(offsets(on, first, given)).isEqualTo(REFUSED);
                    assertThat(offsets(on, first, express)).isEqualTo(REFUSED);
                    assertThat(offsets(on, first, kept, express)).isEqualTo(REFUSED);
                    assertThat(offsets(on, second, kept, given, express)).isEqualTo(TAKEN);

                    b.consumer.close();
                    on.until("a owns all", () -> all(a.owns(2), isAfter(a, second)));
                    assertThat(offsets(on, first, kept)).isEqualTo(held);
                    assertThat(offsets(on, second, kept)).isEqualTo(held);
                    assertThat(offsets(on, first, given)).isEqualTo(REFUSED);
                    assertThat(offsets(on, second, given)).isEqualTo(REFUSED);
                    assertThat(offsets(on, a.consumer.groupMetadata(), given)).isEqualTo(TAKEN);
                });
    }

    @ParameterizedTest
    @EnumSource
    void ofStrangersAndOfMembersThatHaveLeftNoneAreTakenButOfNobodyInParticularAll(Side side)
            throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(1);
                    TopicPartition partition = new TopicPartition(topic, 0);
                    Member a = new Member(on, "a", topic);
                    assertThat(a.consumer.groupMetadata().memberId()).isEmpty();
                    assertThat(a.consumer.groupMetadata().generationId()).isEqualTo(-1);
                    on.until("a owns it", () -> a.owns(1));
                    ConsumerGroupMetadata present = a.consumer.groupMetadata();
                    int epoch = present.generationId();

                    assertThat(offsets(on, of(on, epoch, "nobody"), partition)).isEqualTo(REFUSED);
                    assertThat(offsets(on, of(on, epoch + 1, present.memberId()), partition))
                            .isEqualTo(REFUSED);
                    assertThat(offsets(on, of(on, -1, ""), partition)).isEqualTo(TAKEN);
                    a.consumer.close();
                    assertThat(on.questions().members()).isEmpty();
                    assertThat(offsets(on, present, partition)).isEqualTo(REFUSED);
                    assertThat(outcome(a.consumer::groupMetadata))
                            .isEqualTo("IllegalStateException");
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void afterARefusalAProducerCanDoNothingButAbortAndThenGoOn(Side side) throws Exception {
        side.play(
                on -> {
                    TopicPartition partition = new TopicPartition(on.topic(1), 0);
                    Producer<byte[], byte[]> producer = on.begun("one");
                    on.send(producer, partition, "refused");
                    ConsumerGroupMetadata stranger = of(on, 3, "nobody");
                    Map<TopicPartition, OffsetAndMetadata> offsets =
                            Map.of(partition, new OffsetAndMetadata(0));
                    assertThat(outcome(() -> producer.sendOffsetsToTransaction(offsets, stranger)))
                            .isEqualTo(REFUSED);

                    assertThat(outcome(() -> on.send(producer, partition, "more")))
                            .isEqualTo("KafkaException");
                    assertThat(outcome(() -> producer.sendOffsetsToTransaction(offsets, stranger)))
                            .isEqualTo("KafkaException");
                    assertThat(outcome(producer::commitTransaction)).isEqualTo("KafkaException");
                    assertThat(outcome(producer::beginTransaction)).isEqualTo("KafkaException");
                    assertThat(outcome(producer::abortTransaction)).isEqualTo("ok");
                    on.until("its marker is there", () -> end(on, partition) == 2);
                    producer.beginTransaction();
                    on.send(producer, partition, "more");
                    assertThat(outcome(producer::commitTransaction)).isEqualTo("ok");
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "MODEL"})
    void anOffsetIsLeftOutWhileATransactionIsOpenOnIt(Side side) throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(2);
                    TopicPartition one = new TopicPartition(topic, 0);
                    TopicPartition other = new TopicPartition(topic, 1);
                    Member a = new Member(on, "a", topic);
                    on.until("a owns all", () -> a.owns(2));
                    ConsumerGroupMetadata group = a.consumer.groupMetadata();
                    assertThat(stable(on, one, other))
                            .containsEntry(one, null)
                            .containsEntry(other, null);
                    OffsetAndMetadata three = new OffsetAndMetadata(3, "its text");
                    Producer<byte[], byte[]> producer = on.begun("one");
                    producer.sendOffsetsToTransaction(Map.of(one, three), group);
                    assertThat(stable(on, one, other)).containsOnlyKeys(other);

                    producer.commitTransaction();
                    on.until("it is told", () -> stable(on, one).containsKey(one));
                    assertThat(stable(on, one)).containsEntry(one, three);

                    producer.beginTransaction();
                    producer.sendOffsetsToTransaction(Map.of(one, new OffsetAndMetadata(5)), group);
                    assertThat(stable(on, one)).isEmpty();
                    producer.abortTransaction();
                    on.until("it is told", () -> stable(on, one).containsKey(one));
                    assertThat(stable(on, one)).containsEntry(one, three);
                });
    }

    /// What becomes of offsets that are sent in a transaction of their own.
    private String offsets(Ground on, ConsumerGroupMetadata as, TopicPartition... of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            offsets.put(partition, new OffsetAndMetadata(1));
        }
        Producer<byte[], byte[]> producer = on.begun("p" + ++producers);
        String sent = outcome(() -> producer.sendOffsetsToTransaction(offsets, as));
        producer.abortTransaction();
        producer.close(Duration.ZERO);
        return sent;
    }

    private static boolean isAfter(Member member, ConsumerGroupMetadata earlier) {
        return member.consumer.groupMetadata().generationId() > earlier.generationId();
    }

    private static boolean isInTheGenerationOf(Member member, Member other) {
        return member.consumer.groupMetadata().generationId()
                == other.consumer.groupMetadata().generationId();
    }

    private static Map<TopicPartition, OffsetAndMetadata> stable(Ground on, TopicPartition... of) {
        try {
            return on.questions().stableOffsets(List.of(of));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long end(Ground on, TopicPartition partition) {
        try {
            return on.end(partition);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As a client of another or of no membership would have it.
    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata of(Ground on, int epoch, String member) {
        return new ConsumerGroupMetadata(on.group(), epoch, member, Optional.empty());
    }

    /// Each of them has been looked at.
    private static boolean all(Boolean... answers) {
        return Stream.of(answers).allMatch(answer -> answer);
    }
}
