package dev.towpath.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchTest {
    private final PlayedKafka kafka = new PlayedKafka();
    private final Set<String> stuck = new HashSet<>();
    private final Batch batch = new Batch(kafka, stuck, Duration.ofMinutes(1), 1_000);

    @Test
    void rowsOfSeveralGroupsAreUnderWayTogether() {
        take(1, "a");
        take(2, "b");
        take(3, "");
        take(4, "");
        batch.await();

        assertThat(kafka.heard())
                .startsWith("sent 1", "sent 2", "sent 3", "sent 4")
                .endsWith("stored 1", "stored 2", "stored 3", "stored 4");
        assertThat(batch.stored()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void theNextRowOfAGroupIsSentWhenTheOneBeforeIsStored() {
        take(1, "a");
        take(2, "a");
        batch.await();

        assertThat(kafka.heard()).containsExactly("sent 1", "stored 1", "sent 2", "stored 2");
    }

    @Test
    void aRowWhoseOutcomeIsUnknownKeepsItsGroupBackAndNoOther() {
        kafka.failing(1, ErrorCode.OUTCOME_UNKNOWN);
        take(1, "a");
        take(2, "a");
        take(3, "b");
        take(4, "a");
        batch.await();

        assertThat(kafka.heard()).containsExactly("sent 1", "sent 3", "stored 3");
        assertThat(batch.refused()).isEmpty();
        assertThat(batch.left()).isEqualTo(3);
        assertThat(stuck).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "KAFKA_UNAVAILABLE",
                "OUTCOME_UNKNOWN",
                "TOPIC_MISSING",
                "KAFKA_REFUSED",
                "TOO_MANY_REQUESTS",
                "SHUTTING_DOWN"
            })
    void whatPassesIsNoReasonToRefuseARow(ErrorCode code) {
        kafka.refusing(1, code);
        take(1, "");

        assertThat(batch.refused()).isEmpty();
        assertThat(batch.left()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_REQUEST", "UNKNOWN_TYPE", "FORBIDDEN", "DEDUP_CONFLICT"})
    void aRowThatCanBeNoJobLetsItsGroupPass(ErrorCode code) {
        kafka.refusing(1, code);
        take(1, "a");
        take(2, "a");
        batch.await();

        assertThat(batch.stored()).containsExactly(2L);
        assertThat(code(1)).isEqualTo(code);
        assertThat(stuck).isEmpty();
    }

    @Test
    void aRecordThatIsTooLargeForKafkaIsRefusedForGood() {
        kafka.failing(1, ErrorCode.PAYLOAD_TOO_LARGE);
        take(1, "a");
        take(2, "a");
        batch.await();

        assertThat(batch.stored()).containsExactly(2L);
        assertThat(code(1)).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void aRowThatABugMeetsIsPutAsideAndKeepsNobodyBack() {
        kafka.refusing(1, ErrorCode.INVARIANT_BROKEN);
        take(1, "a");
        take(2, "a");
        batch.await();

        assertThat(batch.stored()).containsExactly(2L);
        assertThat(code(1)).isEqualTo(ErrorCode.GATEWAY_FAULT);
    }

    @Test
    void aJobThatIsTooLongIsNotEvenRead() {
        batch.take(new Row(1, new UUID(0, 1), null, 5_000, "", Duration.ZERO));

        assertThat(code(1)).isEqualTo(ErrorCode.LINE_TOO_LONG);
        assertThat(Objects.requireNonNull(batch.refused().get(1L)).detail())
                .isEqualTo(
                        "expected a job of at most 1000 bytes of JSON, which is gateway.maxLine,"
                                + " got 5000");
    }

    @Test
    void afterAFreezeNothingMoreIsSent() {
        Batch late = new Batch(kafka, stuck, Duration.ofNanos(-1), 1_000);

        assertThat(late.take(row(1, "a"))).isFalse();

        assertThat(kafka.heard()).isEmpty();
        assertThat(late.taken()).isZero();
        assertThat(late.late()).isTrue();
    }

    private ErrorCode code(long seq) {
        return Objects.requireNonNull(batch.refused().get(seq)).code();
    }

    private void take(long seq, String group) {
        assertThat(batch.take(row(seq, group))).isTrue();
    }

    private static Row row(long seq, String group) {
        String json = "{\"type\":\"note.send\",\"group\":\"" + group + "\"}";
        return new Row(seq, new UUID(0, seq), json, json.length(), "", Duration.ZERO);
    }
}
