package dev.towpath.e2e.model;

import static dev.towpath.e2e.model.Ground.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How partitions go from member to member, and what members are told of it.
@Execution(ExecutionMode.CONCURRENT)
class MembershipTest {
    @ParameterizedTest
    @EnumSource
    void aPartitionGoesOverOnlyWhenItsOwnerHasGivenItBackAndClosingGivesBackAll(Side side)
            throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(2);
                    Member a = new Member(on, "a", topic);
                    on.until("a owns all", () -> a.owns(2));
                    a.consumer.pause(a.owns());
                    Member b = new Member(on, "b", topic);
                    List<String> meanwhile = new ArrayList<>();
                    a.inRevoked =
                            () -> {
                                long end = on.nanos() + Duration.ofMillis(700).toNanos();
                                on.until("", () -> b.owns(1) || on.nanos() > end);
                                meanwhile.add("a " + a.owns().size() + " b " + b.owns().size());
                            };

                    on.until(
                            "they share",
                            () -> Stream.of(a.owns(1), b.owns(1)).allMatch(owns -> owns));

                    assertThat(meanwhile).containsExactly("a 2 b 0");
                    TopicPartition kept = a.owns().iterator().next();
                    TopicPartition given = b.owns().iterator().next();
                    assertThat(a.told)
                            .containsExactly(
                                    "assigned [0, 1]", "revoked [" + given.partition() + "]");
                    assertThat(b.told).containsExactly("assigned [" + given.partition() + "]");
                    assertThat(a.consumer.paused()).containsExactly(kept);
                    assertThat(on.questions().members())
                            .containsExactlyInAnyOrder(
                                    a.consumer.groupMetadata().memberId(),
                                    b.consumer.groupMetadata().memberId());

                    a.inRevoked =
                            () -> {
                                long end = on.nanos() + Duration.ofMillis(700).toNanos();
                                on.until("", () -> b.owns(2) || on.nanos() > end);
                                meanwhile.add("a " + a.owns().size() + " b " + b.owns().size());
                            };
                    a.consumer.close();

                    assertThat(meanwhile).containsExactly("a 2 b 0", "a 1 b 1");
                    assertThat(a.told.getLast()).isEqualTo("revoked [" + kept.partition() + "]");
                    on.until("b owns all", () -> b.owns(2));
                    assertThat(b.told.getLast()).isEqualTo("assigned [" + kept.partition() + "]");
                    assertThat(on.questions().members())
                            .containsExactly(b.consumer.groupMetadata().memberId());
                });
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void whoWasSilentForLongHasLostHisPartitionsAndIsToldWhenHeComesBack(Side side)
            throws Exception {
        side.play(
                on -> {
                    String topic = on.topic(2);
                    TopicPartition partition = new TopicPartition(topic, 0);
                    Member silent = new Member(on, Ground.SILENT, topic);
                    on.until("it owns all", () -> silent.owns(2));
                    ConsumerGroupMetadata before = silent.consumer.groupMetadata();

                    on.silence(Duration.ofSeconds(7));

                    assertThat(on.questions().members()).isEmpty();
                    assertThat(silent.told).containsExactly("assigned [0, 1]");
                    assertThat(silent.consumer.groupMetadata()).isEqualTo(before);
                    assertThat(offsets(on, "one", before, partition))
                            .isEqualTo("CommitFailedException");
                    on.until(
                            "it is told",
                            () -> {
                                silent.poll();
                                return silent.told.size() == 3;
                            });
                    assertThat(silent.told)
                            .containsExactly("assigned [0, 1]", "lost [0, 1]", "assigned [0, 1]");
                    ConsumerGroupMetadata after = silent.consumer.groupMetadata();
                    // Under the classic protocol it comes back as another.
                    assertThat(after.memberId().equals(before.memberId()))
                            .isEqualTo(!side.isClassic());
                    assertThat(after.generationId()).isGreaterThan(before.generationId());
                    assertThat(offsets(on, "two", before, partition))
                            .isEqualTo("CommitFailedException");
                    assertThat(offsets(on, "three", after, partition)).isEqualTo("ok");
                });
    }

    private static String offsets(
            Ground on, String id, ConsumerGroupMetadata as, TopicPartition of) {
        Producer<byte[], byte[]> producer = on.begun(id);
        return outcome(
                () -> producer.sendOffsetsToTransaction(Map.of(of, new OffsetAndMetadata(1)), as));
    }
}
