package dev.towpath.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class RequestFactsTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aTraceParentGoesAlong() {
        assertThat(new RequestFacts("", TRACE).traceParent()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
            })
    void whatIsNotATraceParentDoesNot(String header) {
        assertThat(new RequestFacts("", header).traceParent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "tab\there", "café", "\u0000"})
    void anIdempotencyKeyOfOtherThanVisibleAsciiIsRefused(String key) {
        Draft draft =
                new RequestFacts(key, "")
                        .apply(
                                JobJson.read(
                                        JsonNodeFactory.instance.objectNode().put("type", "t"),
                                        "",
                                        0));

        assertThat(draft.problems().getFirst().line())
                .isEqualTo(
                        "expected an Idempotency-Key of 1 to 255 visible ASCII characters, got one"
                                + " of "
                                + key.length()
                                + " characters");
    }

    @Test
    void anIdempotencyKeyMayHave255Characters() {
        Draft draft = JobJson.read(JsonNodeFactory.instance.objectNode().put("type", "t"), "", 0);

        assertThat(new RequestFacts("k".repeat(255), "").apply(draft).problems()).isEmpty();
        assertThat(new RequestFacts("k".repeat(256), "").apply(draft).problems()).hasSize(1);
    }
}
