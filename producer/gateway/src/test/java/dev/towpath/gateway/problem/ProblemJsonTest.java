package dev.towpath.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.Problem;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ProblemJsonTest {
    @Test
    void everyCodeOfARefusedRequestHasAStatusOfItsOwn() {
        for (ErrorCode code : ErrorCode.values()) {
            int status = ProblemJson.status(code);
            if (code.code().startsWith("TP-1")
                    && code != ErrorCode.GATEWAY_FAULT
                    && code != ErrorCode.SHUTTING_DOWN) {
                assertThat(status).as(code.code()).isBetween(400, 499);
            } else {
                assertThat(status).as(code.code()).isBetween(500, 503);
            }
        }
    }

    @Test
    void whatMayBeTriedAgainSaysWhen() {
        assertThat(new Refusal(ErrorCode.OUTCOME_UNKNOWN, "x").retryAfter()).isPositive();
        assertThat(new Refusal(ErrorCode.NOT_JSON, "x").retryAfter()).isZero();
    }

    @Test
    void problemsThatAreNotListedAreCounted() {
        Refusal many =
                new Refusal(
                        ErrorCode.INVALID_PAYLOAD,
                        "x",
                        Collections.nCopies(12, new Problem("/a", "b", "c")),
                        3);

        assertThat(ProblemJson.of(many.shortened(10)).get("problems")).hasSize(10);
        assertThat(ProblemJson.of(many.shortened(10)).get("moreProblems").intValue()).isEqualTo(5);
    }
}
