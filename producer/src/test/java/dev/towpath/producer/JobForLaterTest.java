package dev.towpath.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobForLaterTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void aDelayCountsFromWhenKafkaStoresTheJob() {
        JobRequest request = job().delay(Duration.ofSeconds(70)).build();

        assertThat(request.rung()).contains(Rung.S64);
        assertThat(request.dueAt()).isEqualTo(70_000);
        assertThat(request.flags()).isEqualTo(JobEnvelope.RELATIVE | JobEnvelope.OFF_LADDER);
    }

    @Test
    void aTimeStartsOnTheRungFromWhereABrokersClockDecides() {
        JobRequest request = job().runAt(TIME).build();

        assertThat(request.rung()).contains(Rung.NOW);
        assertThat(request.dueAt()).isEqualTo(TIME.toEpochMilli());
        assertThat(request.flags()).isEqualTo(JobEnvelope.OFF_LADDER);
    }

    @Test
    void aJobWithoutEitherIsOnNoRung() {
        assertThat(job().build().rung()).isEmpty();
        assertThat(job().delay(Duration.ZERO).build().rung()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused(
                job().delay(Duration.ofDays(366)), "delay: expected 0 to PT8760H, got PT8784H");
        assertRefused(
                job().delay(Duration.ofMillis(-1)), "delay: expected 0 to PT8760H, got PT-0.001S");
        assertRefused(
                job().delay(Duration.ofSeconds(1)).runAt(TIME),
                "runAt: expected no delay besides, got PT1S");
        assertRefused(
                job().runAt(TIME).expiresAt(TIME),
                "expiresAt: expected a time after runAt, got one before");
    }

    private static JobRequest.Builder job() {
        return JobRequest.json("default", "note.send", "{}".getBytes(UTF_8));
    }

    private static void assertRefused(JobRequest.Builder job, String problem) {
        assertThatThrownBy(job::build)
                .isInstanceOf(TowpathException.class)
                .hasMessage("a job of type 'note.send' was not sent: " + problem);
    }
}
