package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The bounds and the words of an answer's lines.
final class AnswerTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final long TIMESTAMP = NOW.getEpochSecond();
    private static final int MAX_TEXT = 512;
    private static final int MAX_CHECKPOINT = 4_096;

    private final OneJob job = new OneJob();

    @Test
    void anAnswerThatIsEmptyHasNoOutcome() throws Exception {
        Answer answer = answer("");

        assertThat(answer.read()).isEmpty();
        assertThat(answer.isOurs()).isFalse();
        assertThat(answer.unsigned()).isEmpty();
    }

    @Test
    void aLastLineNeedsNoEnd() throws Exception {
        assertThat(answer("\n\n" + line("{\"outcome\":\"done\"}").strip()).read())
                .contains(Outcome.done());
    }

    @Test
    void whatIsNotSignedEndsTheReadingAndItsBeginningIsKept() throws Exception {
        Answer answer =
                answer(
                        line("{\"progress\":0.5}")
                                + "x".repeat(2_500)
                                + "\n"
                                + line("{\"outcome\":\"done\"}"));

        assertThat(answer.read()).isEmpty();
        assertThat(answer.isOurs()).isTrue();
        assertThat(answer.unsigned()).isEqualTo("x".repeat(2_000));
        assertThat(job.progress).isEqualTo(0.5);

        Answer page = answer("<p>\0</p>\n");
        assertThat(page.read()).isEmpty();
        assertThat(page.isOurs()).isFalse();
        assertThat(page.unsigned()).isEqualTo("<p>\0</p>");
    }

    @Test
    void aSignedLineThatIsNoObjectCannotBeRead() {
        assertThatThrownBy(() -> answer(line("[1]")).read())
                .isInstanceOf(Answer.Unreadable.class)
                .hasMessage("it is no JSON object");
        assertThatThrownBy(() -> answer(line("{\"a\":1,\"a\":2}")).read())
                .isInstanceOf(Answer.Unreadable.class)
                .hasMessageContaining("a");
    }

    @Test
    void aSignatureAloneWithoutItsVersionIsNone() throws Exception {
        String line = line("{\"outcome\":\"done\"}");

        assertThat(answer(line.substring("v1,".length())).read()).isEmpty();
        assertThat(answer("v2," + line.substring("v1,".length())).read()).isEmpty();
        assertThat(answer("v1,!!! {\"outcome\":\"done\"}\n").read()).isEmpty();
        assertThat(answer(" " + line).read()).isEmpty();
    }

    @Test
    void aCheckpointIsTakenUpToItsBound() throws Exception {
        String longest = "é".repeat(MAX_CHECKPOINT / 2);
        answer(line("{\"checkpoint\":\"" + longest + "\"}")).read();
        answer(line("{\"checkpoint\":\"" + longest + "x\"}")).read();

        assertThat(job.checkpoints).containsExactly(longest);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 0.25", "1.5, 1", "-1, 0", "\"no number\", 0"})
    void progressIsBetweenNothingAndAll(String said, double taken) throws Exception {
        job.progress = -7;
        answer(line("{\"progress\":" + said + ",\"note\":\"" + "n".repeat(600) + "\"}")).read();

        assertThat(job.progress).isEqualTo(taken);
        assertThat(job.note).isEqualTo("n".repeat(MAX_TEXT));
    }

    @Test
    void aLineWithoutProgressTellsOfNone() throws Exception {
        job.progress = -7;
        answer(line("{\"note\":\"x\"}") + line("{\"outcome\":7}")).read();

        assertThat(job.progress).isEqualTo(-7);
        assertThat(job.checkpoints).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "dead", "hold"})
    void aReasonIsCut(String word) throws Exception {
        String reason = "r".repeat(MAX_TEXT);
        Outcome outcome = said("{\"outcome\":\"" + word + "\",\"reason\":\"" + reason + "r\"}");

        assertThat(outcome)
                .isEqualTo(
                        switch (word) {
                            case "retry" -> Outcome.retry(reason);
                            case "dead" -> Outcome.dead(reason);
                            default -> Outcome.holdThis(reason);
                        });
    }

    @Test
    void aWishForATimeIsPositiveAndADayAtMost() throws Exception {
        assertThat(said("{\"outcome\":\"retry\",\"afterMillis\":0}")).isEqualTo(Outcome.retry(""));
        assertThat(said("{\"outcome\":\"retry\",\"afterMillis\":-5}")).isEqualTo(Outcome.retry(""));
        assertThat(said("{\"outcome\":\"retry\",\"afterMillis\":1}"))
                .isEqualTo(Outcome.retryAfter("", Duration.ofMillis(1)));
        assertThat(said("{\"outcome\":\"hold\",\"afterMillis\":86400001}"))
                .isEqualTo(new Outcome.Hold("", Optional.of(Duration.ofDays(1)), false));
        assertThat(said("{\"outcome\":\"snooze\",\"afterMillis\":60000}"))
                .isEqualTo(Outcome.snooze(NOW.plusSeconds(60)));
        assertThat(said("{\"outcome\":\"snooze\"}")).isEqualTo(Outcome.snooze(NOW));
    }

    @Test
    void aWordThatIsNotKnownHoldsTheJobAndIsCut() throws Exception {
        assertThat(said("{\"outcome\":\"" + "w".repeat(50) + "\"}"))
                .isEqualTo(
                        Outcome.holdThis(
                                "the endpoint said '"
                                        + "w".repeat(40)
                                        + "', which is no outcome that this worker knows: update the"
                                        + " workers first"));
    }

    @Test
    void whatIsEmittedMayHaveNoData() throws Exception {
        said(
                "{\"outcome\":\"done\",\"emit\":[{\"type\":\"a\",\"dedupKey\":\"k\"},"
                        + "{\"type\":\"b\",\"data\":[1],\"group\":\"g\"}]}");

        assertThat(job.emitted)
                .containsExactly(
                        new Emission("a", "null", "", "k"), new Emission("b", "[1]", "g", ""));
    }

    @Test
    void aLineAndTheWholeHaveABound() throws Exception {
        String longest = "x".repeat(Answer.MAX_LINE_BYTES);
        assertThat(answer(longest + "\n").read()).isEmpty();
        assertThatThrownBy(() -> answer(longest + "x\n").read())
                .isInstanceOf(Answer.TooMuch.class)
                .hasMessage("the answer is longer than an answer may be");

        String most = "\n".repeat(Answer.MAX_BYTES);
        assertThat(answer(most).read()).isEmpty();
        assertThatThrownBy(() -> answer(most + "\n").read()).isInstanceOf(Answer.TooMuch.class);
    }

    @Test
    void behindTheOutcomeOneByteIsAskedForAndWhatBecomesOfThatIsNothing() throws Exception {
        ByteArrayInputStream in =
                new ByteArrayInputStream(
                        (line("{\"outcome\":\"done\"}") + "ab").getBytes(StandardCharsets.UTF_8));
        Answer answer = answer(in);
        assertThat(answer.read()).contains(Outcome.done());
        assertThat(in.available()).isEqualTo(2);
        answer.readOn();
        assertThat(in.available()).isEqualTo(1);

        InputStream broken = InputStream.nullInputStream();
        broken.close();
        answer(broken).readOn();
    }

    private Outcome said(String json) throws IOException {
        return answer(line(json)).read().orElseThrow();
    }

    private static String line(String json) {
        String id = "ack.7.0.1." + OneJob.ID;
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Signatures(List.of(Site.SECRET)).of(id, TIMESTAMP, bytes) + " " + json + "\n";
    }

    private Answer answer(String text) {
        return answer(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer answer(InputStream in) {
        return new Answer(in, new Signatures(List.of(Site.SECRET)), job, TIMESTAMP, () -> NOW);
    }
}
