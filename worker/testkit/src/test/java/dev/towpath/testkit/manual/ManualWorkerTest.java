package dev.towpath.testkit.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ManualWorkerTest {
    private final List<String> seen = new ArrayList<>();
    private final ManualWorker worker =
            ManualWorker.builder()
                    .handle("plain", Payload.json(), this::plain)
                    .handle("flaky", Payload.json(), this::flaky)
                    .handle("parent", Payload.json(), this::parent)
                    .handle("long", Payload.json(), this::inParts)
                    .handle(
                            "asserts",
                            Payload.json(),
                            (data, job) -> {
                                throw new AssertionError("the test's own");
                            })
                    .build();

    @Test
    void aJobRunsWhenTheWorkerIsRunAndIsDone() {
        ManualJob job = worker.submit("plain", "{\"id\": 7}");
        assertThat(job.state()).isEqualTo(State.LIVE);

        assertThat(worker.run()).isEqualTo(1);

        assertThat(job.state()).isEqualTo(State.DONE);
        assertThat(seen).containsExactly("{\"id\":7}");
    }

    @Test
    void aJobThatFailsIsTriedAgainAsTimePasses() {
        ManualJob job = worker.submit("flaky", "{}");
        worker.run();
        assertThat(job.state()).isEqualTo(State.WAITING);
        assertThat(job.reason()).isEqualTo("not yet");
        assertThat(job.dueAt()).isPresent();

        worker.pass(Duration.ofHours(1));

        assertThat(job.state()).isEqualTo(State.DONE);
        assertThat(job.attempts()).isEqualTo(3);
    }

    @Test
    void aJobThatIsSubmittedTwiceRunsOnce() {
        ManualJob one = worker.job("plain", "1").dedupKey("k").submit();
        ManualJob other = worker.job("plain", "1").dedupKey("k").submit();

        assertThat(worker.run()).isEqualTo(1);

        assertThat(other).isSameAs(one);
    }

    @Test
    void aJobWithADelayRunsWhenItIsDue() {
        ManualJob job = worker.job("plain", "1").delay(Duration.ofMinutes(10)).submit();
        assertThat(worker.pass(Duration.ofSeconds(599))).isZero();
        assertThat(worker.pass(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(job.state()).isEqualTo(State.DONE);
    }

    @Test
    void whatAHandlerEmitsRunsAsWell() {
        worker.submit("parent", "{}");

        assertThat(worker.run()).isEqualTo(3);

        assertThat(worker.emitted()).extracting(Emission::type).containsExactly("plain", "plain");
        assertThat(worker.jobs()).hasSize(3).allMatch(job -> job.state() == State.DONE);
    }

    @Test
    void aCheckpointIsWhereTheNextAttemptBegins() {
        ManualJob job = worker.submit("long", "{}");
        worker.run();
        worker.pass(Duration.ofMinutes(1));

        assertThat(job.state()).isEqualTo(State.DONE);
        assertThat(seen).containsExactly("from ", "from half");
    }

    @Test
    void whatAHandlerAssertsIsTheTests() {
        worker.submit("asserts", "{}");
        assertThatThrownBy(worker::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("the test's own");
    }

    @Test
    void aPayloadThatIsNoneIsRefusedAtOnce() {
        assertThatThrownBy(() -> worker.submit("plain", "{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the payload of type plain: ");
    }

    private Outcome plain(JsonNode data, JobContext job) {
        seen.add(data.toString());
        return Outcome.done();
    }

    private Outcome flaky(JsonNode data, JobContext job) {
        return job.attempt() < 3 ? Outcome.retry("not yet") : Outcome.done();
    }

    private Outcome parent(JsonNode data, JobContext job) {
        job.emit(Emission.of("plain", "1"));
        job.emit(Emission.of("plain", "2"));
        return Outcome.done();
    }

    private Outcome inParts(JsonNode data, JobContext job) {
        seen.add("from " + job.cursor());
        if (job.cursor().isEmpty()) {
            job.checkpoint("half");
            return Outcome.retry("the second half is missing");
        }
        return Outcome.done();
    }
}
