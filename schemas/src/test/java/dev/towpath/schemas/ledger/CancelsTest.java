package dev.towpath.schemas.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Cancels.Ask;
import dev.towpath.schemas.wire.JobEnvelope;
import org.junit.jupiter.api.Test;

class CancelsTest {
    private static final byte[] TAIL = "0".repeat(JobId.TAIL_LENGTH).getBytes(US_ASCII);
    private static final int OFF_LADDER = JobEnvelope.OFF_LADDER;

    private final Cancels cancels = new Cancels();

    @Test
    void aCancelSpeaksOfWhatWasThereWhenItWasAsked() {
        Ask ask = new Ask(100, 5);

        assertThat(ask.coversJobs(4)).isTrue();
        assertThat(ask.coversJobs(5)).isFalse();
        assertThat(ask.coversExpress(100)).isTrue();
        assertThat(ask.coversExpress(101)).isFalse();
    }

    @Test
    void twoCancelsSpeakOfAllThatEitherSpeaksOf() {
        assertThat(cancels.put(1, 2, "site", new Ask(100, 9))).isEqualTo(new Ask(100, 9));

        assertThat(cancels.put(1, 2, "site", new Ask(200, 3))).isEqualTo(new Ask(200, 9));
        assertThat(cancels.find(1, 2, "site")).isEqualTo(new Ask(200, 9));
    }

    @Test
    void aCancelIsOfOneJobAndOneClientAlone() {
        assertThat(cancels.isEmpty()).isTrue();
        assertThat(cancels.find(1, 2, "site")).isNull();

        cancels.put(1, 2, "site", new Ask(100, 9));

        assertThat(cancels.isEmpty()).isFalse();
        assertThat(cancels.find(1, 2, "another")).isNull();
        assertThat(cancels.find(2, 1, "site")).isNull();
    }

    @Test
    void ofMoreThanItsBoundItForgetsTheOldestOnly() {
        for (int i = 0; i < 100_000; i++) {
            cancels.put(i, 0, "site", new Ask(1, 1));
        }
        cancels.spare(1, 0, "site");
        assertThat(cancels.find(0, 0, "site")).isNotNull();

        cancels.put(0, 0, "site", new Ask(2, 2));
        cancels.put(100_000, 0, "site", new Ask(1, 1));

        assertThat(cancels.find(0, 0, "site")).as("asked for again").isEqualTo(new Ask(2, 2));
        assertThat(cancels.find(1, 0, "site")).isNull();
        assertThat(cancels.spares(1, 0, "site")).isFalse();
        assertThat(cancels.find(2, 0, "site")).isNotNull();
    }

    @Test
    void aJobIsSparedUntilMoreIsAskedFor() {
        cancels.spare(1, 2, "site");
        assertThat(cancels.spares(1, 2, "site")).as("nothing was asked for").isFalse();

        cancels.put(1, 2, "site", new Ask(100, 9));
        assertThat(cancels.spares(1, 2, "site")).isFalse();
        cancels.spare(1, 2, "site");
        assertThat(cancels.spares(1, 2, "site")).isTrue();

        cancels.put(1, 2, "site", new Ask(50, 3));
        assertThat(cancels.spares(1, 2, "site")).as("no more than before").isTrue();
        cancels.put(1, 2, "site", new Ask(101, 3));
        assertThat(cancels.spares(1, 2, "site")).isFalse();
    }

    @Test
    void ofAJobThatLivesItSpeaksByItsPlaceOrIfItWasDelayedByItsAcceptance() {
        cancels.put(1, 2, "site", new Ask(100, 5));

        assertThat(cancels.speakOf(1, 2, mark("site", 4, 101, 0, 0))).isTrue();
        assertThat(cancels.speakOf(1, 2, mark("site", 5, 100, 0, 0))).isFalse();
        assertThat(cancels.speakOf(1, 2, mark("another", 4, 100, 0, 0))).isFalse();
        assertThat(cancels.speakOf(1, 2, mark("site", 4, 101, 1, OFF_LADDER))).isTrue();
        assertThat(cancels.speakOf(1, 2, mark("site", 4, 101, 0, OFF_LADDER))).isFalse();
        assertThat(cancels.speakOf(1, 2, mark("site", 5, 100, 0, OFF_LADDER))).isTrue();
        int delayed = OFF_LADDER | JobEnvelope.DELAYED;
        assertThat(cancels.speakOf(1, 2, mark("site", 4, 101, 1, delayed))).isFalse();
        assertThat(cancels.speakOf(1, 2, mark("site", 5, 100, 1, delayed))).isTrue();
    }

    @Test
    void itsKeyInTheLedgerIsThatOfItsJobAndItsClient() {
        byte[] key = Cancels.ledgerKey(TAIL, "sité");

        assertThat(key).isEqualTo(("0".repeat(JobId.TAIL_LENGTH) + "!sité").getBytes(UTF_8));
        assertThat(Cancels.isLedgerKey(key, JobId.TAIL_LENGTH)).isTrue();
        assertThat(Cancels.isLedgerKey(TAIL, JobId.TAIL_LENGTH)).isFalse();
        byte[] conflict = ("0".repeat(JobId.TAIL_LENGTH) + "~").getBytes(US_ASCII);
        assertThat(Cancels.isLedgerKey(conflict, JobId.TAIL_LENGTH)).isFalse();
    }

    private static Mark mark(String client, long offset, long acceptedAt, int hop, int flags) {
        return new Mark(
                State.NOTED,
                0,
                0,
                hop,
                0,
                0,
                offset,
                0,
                acceptedAt,
                0,
                0,
                0,
                flags,
                client,
                "",
                "",
                "t");
    }
}
