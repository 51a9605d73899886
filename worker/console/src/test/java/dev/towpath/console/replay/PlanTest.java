package dev.towpath.console.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.console.filter.Filter;
import dev.towpath.schemas.id.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final SortedMap<String, SortedMap<Integer, Long>> OFFSETS =
            new TreeMap<>(Map.of("t.dead.default", new TreeMap<>(Map.of(0, 17L, 1, 4L))));

    static Plan plan(long max, double rate) {
        return new Plan(
                "20261124-215803-k3fq",
                Plan.Origin.DEAD,
                List.of("default"),
                Filter.of("x"),
                true,
                true,
                max,
                rate,
                "eva@desk",
                "towpath dead replay --id x",
                Instant.parse("2026-11-24T21:58:03Z"),
                Plan.State.STOPPED,
                "",
                OFFSETS,
                new TreeMap<>(),
                new TreeMap<>(),
                21,
                0,
                0,
                0,
                "");
    }

    @Test
    void isReadAsItWasWritten() {
        Plan plan = plan(10, 2.5).beforeSending(OFFSETS).after(OFFSETS, 3, 2, 1);
        assertThat(PlanJson.read(PlanJson.bytes(plan))).isEqualTo(plan);
    }

    @Test
    void whatIsNoPlanIsRefused() {
        for (String text : List.of("", "x", "{}", "{\"origin\":\"dead\"}")) {
            assertThatThrownBy(() -> PlanJson.read(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOfAny(
                            IllegalArgumentException.class,
                            java.time.format.DateTimeParseException.class);
        }
    }

    @Test
    void countsUpAndIsFullAtItsBound() {
        Plan plan = plan(5, 0).after(OFFSETS, 3, 1, 0);
        assertThat(plan.isFull()).isFalse();
        plan = plan.after(OFFSETS, 2, 0, 1);
        assertThat(plan.isFull()).isTrue();
        assertThat(plan.left()).isEqualTo(1);
        assertThat(plan.failed()).isEqualTo(1);
        assertThat(plan(0, 0).after(OFFSETS, 1_000, 0, 0).isFull()).isFalse();
    }

    @Test
    void whenItEndsNothingIsUnderWay() {
        Plan ended =
                plan(0, 0)
                        .by("r", Plan.State.RUNNING)
                        .beforeSending(OFFSETS)
                        .ended(Plan.State.DONE);
        assertThat(ended.sending()).isEmpty();
        assertThat(ended.runner()).isEmpty();
        assertThat(ended.until()).isEqualTo(OFFSETS);
    }

    @Test
    void theNonceIsTheSameForTheSamePlanJobAndGenerationAlone() {
        JobId id = new JobId("default", 1, 2, 3);
        long nonce = Envelopes.nonce("p", id, 1);
        assertThat(Envelopes.nonce("p", id, 1)).isEqualTo(nonce);
        assertThat(Envelopes.nonce("q", id, 1)).isNotEqualTo(nonce);
        assertThat(Envelopes.nonce("p", id, 2)).isNotEqualTo(nonce);
        assertThat(Envelopes.nonce("p", new JobId("default", 1, 2, 4), 1)).isNotEqualTo(nonce);
    }

    @Test
    void newIdsDiffer() {
        Instant now = Instant.parse("2026-11-24T21:58:03Z");
        assertThat(Plan.newId(now)).matches("20261124-215803-[a-z2-9]{4}");
        assertThat(Plan.newId(now)).isNotEqualTo(Plan.newId(now));
    }
}
