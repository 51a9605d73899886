package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A job is called off over HTTP, wherever it is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class CancelTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RetryConfig LATER =
            new RetryConfig(3, HOUR, 1, HOUR, Jitter.NONE, Duration.ofDays(1), List.of(), 3);

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private HttpSite site;
    private Worker worker;

    @BeforeAll
    void start() throws Exception {
        TypeConfig plain = TypeConfig.defaults();
        site = new HttpSite(Map.of("plain", plain, "fails", plain.retried(LATER), "long", plain));
        worker =
                Worker.builder(site.config())
                        .handle("plain", Payload.json(), (data, job) -> plain(job))
                        .handle("fails", Payload.json(), (data, job) -> Outcome.retry("not yet"))
                        .handle("long", Payload.json(), (data, job) -> untilInterrupted())
                        .start();
    }

    @AfterAll
    void stop() {
        worker.close();
        site.close();
    }

    @Test
    void aJobThatWaitsForItsNextAttemptIsCancelledAtOnce() throws Exception {
        String location = site.post("waits", "{\"type\": \"fails\"}");
        site.awaitState(location, "waiting");

        HttpResponse<String> answer = site.cancel(location, HttpSite.SITE);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"state\":\"cancelling\"");
        assertThat(site.awaitState(location, "cancelled"))
                .contains("\"code\":\"TP-3009\"", "\"type\":\"fails\"", "\"attempts\":1");
    }

    @Test
    void aJobThatWasPostedWithADelayIsCancelledWhenItIsDue() throws Exception {
        String location = site.post("delayed", "{\"type\": \"plain\", \"delay\": \"3s\"}");

        site.cancel(location, HttpSite.SITE);

        assertThat(site.awaitState(location, "cancelled")).contains("\"attempts\":0");
        assertThat(ran).doesNotContain(location);
    }

    @Test
    void aRunningJobIsInterruptedAndCancelled() throws Exception {
        String location = site.post("long", "{\"type\": \"long\"}");
        assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

        site.cancel(location, HttpSite.SITE);

        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        site.awaitState(location, "cancelled");
    }

    @Test
    void aJobThatHasEndedIsToldAsItEnded() throws Exception {
        String location = site.post("ended", "{\"type\": \"plain\"}");
        site.awaitState(location, "done");

        HttpResponse<String> answer = site.cancel(location, HttpSite.SITE);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"state\":\"done\"");
    }

    @Test
    void whatIsPostedUnderTheSameKeyAfterACancelRuns() throws Exception {
        String location = site.post("again", "{\"type\": \"plain\", \"delay\": \"1s\"}");
        site.cancel(location, HttpSite.SITE);
        site.awaitState(location, "cancelled");

        site.post("again", "{\"type\": \"plain\", \"delay\": \"1s\"}");

        assertThat(site.awaitState(location, "done")).contains("\"generation\":1");
    }

    @Test
    void anotherClientCannotCancelAJobAndNotTellThatThereIsOne() throws Exception {
        String location = site.post("foreign", "{\"type\": \"plain\", \"delay\": \"2s\"}");

        HttpResponse<String> early = site.cancel(location, HttpSite.OTHER);
        site.awaitState(location, "done");
        HttpResponse<String> late = site.cancel(location, HttpSite.OTHER);

        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(late.statusCode()).isEqualTo(404);
    }

    @Test
    void anIdThatWasNeverIssuedIsUnknown() throws Exception {
        HttpResponse<String> answer =
                site.cancel("/v1/jobs/default_0_00000000000000000000000000", HttpSite.SITE);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("TP-1011");
    }

    private Outcome plain(JobContext job) {
        ran.add("/v1/jobs/" + job.id());
        return Outcome.done();
    }

    private Outcome untilInterrupted() {
        running.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            return Outcome.retry("it was interrupted");
        }
        return Outcome.done();
    }
}
