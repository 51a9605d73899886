package dev.towpath.console.dead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.wire.DeadLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseTest {
    private static final String TRACE =
            """
            java.lang.IllegalStateException: no
            \tat java.base/java.util.Optional.orElseThrow(Optional.java:403)
            \tat dev.towpath.worker.handler.JobPayload.json(JobPayload.java:12)
            \tat com.shop.Prices.lambda$parse$3(Prices.java:%d)
            \tat com.shop.Orders.ship(Orders.java:7)
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    order 17 of 4,000 fails                        | order <n> of <n> fails
                    took 1.5 s at 10:15:03                         | took <n> s at <n>
                    cannot read "a b" here                         | cannot read '…' here
                    job default_0_01h8zq5v6k7n8p9r0s1t2v3w4x is bad | job <id> is bad
                    user 123e4567-e89b-12d3-a456-426614174000 gone | user <id> gone
                    at 0x7ffee1 and deadbeef01                     | at <hex> and <hex>
                    key cus_Nffrf5gt8gqx2h1b7 is unknown           | key <id> is unknown
                    the feedback was defaced                       | the feedback was defaced
                    no   space   left                              | no space left
                    """)
    void aMessageLosesWhatDiffersFromOneLetterToTheNext(String reason, String normalised) {
        assertThat(Cause.normalised(reason)).isEqualTo(normalised);
    }

    @Test
    void theFrameIsTheTopmostOneOfTheUsersOwnWithoutItsLine() {
        assertThat(Cause.frame(TRACE.formatted(12))).isEqualTo("com.shop.Prices.parse");
        assertThat(Cause.frame("x\n\tat java.base/java.lang.Thread.run(Thread.java:1)\n"))
                .isEqualTo("java.lang.Thread.run");
        assertThat(Cause.frame("")).isEmpty();
    }

    @Test
    void theSameCauseHasTheSameFingerprintAndAnotherOneAnother() {
        Cause one = Cause.of(letter("order 1 fails", "java.lang.A", TRACE.formatted(12)));
        assertThat(Cause.of(letter("order 23 fails", "java.lang.A", TRACE.formatted(99))))
                .isEqualTo(one);
        assertThat(one.fingerprint()).matches("[0-9a-f]{12}");
        assertThat(Cause.of(letter("order 1 fails", "java.lang.B", TRACE.formatted(12))))
                .isNotEqualTo(one);
        assertThat(Cause.of(letter("order 1 is late", "java.lang.A", TRACE.formatted(12))))
                .isNotEqualTo(one);
        assertThat(Cause.of(letter("order 1 fails", "java.lang.A", "")).fingerprint())
                .isNotEqualTo(one.fingerprint());
    }

    @Test
    void withoutAnErrorTheCodeTakesItsPlace() {
        assertThat(Cause.of(letter("x", "", "")).name()).isEqualTo("TP-3002");
        assertThat(Cause.of(letter("x", "com.shop.Late", "")).name()).isEqualTo("Late");
    }

    private static DeadLetter letter(String reason, String error, String trace) {
        return new DeadLetter("TP-3002", reason, error, trace, "t", 0, 0, 0, 1, 0, 0, "w", false);
    }
}
