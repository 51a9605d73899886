package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A job that fails, over HTTP, the worker, the ladder in the gateway, and the worker again.
@Execution(ExecutionMode.CONCURRENT)
class RetryTest {
    private static final Duration BACKOFF = Duration.ofMillis(1_500);
    private static final RetryConfig RETRY =
            new RetryConfig(3, BACKOFF, 1, BACKOFF, Jitter.NONE, Duration.ofDays(1), List.of(), 3);

    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();

    private record Attempt(int number, long nanos) {}

    @Test
    void aJobThatFailsTwiceIsDoneAtTheThirdAttemptNeverEarlyAndEveryoneCanSeeWhyItWaits()
            throws Exception {
        try (HttpSite site = new HttpSite(Map.of("mail", TypeConfig.defaults().retried(RETRY)));
                Worker worker = worker(site)) {
            String location = site.post("one", "{\"type\": \"mail\", \"data\": {}}");

            Attempt first = next();
            String waiting = site.awaitState(location, "waiting");
            assertThat(waiting).contains("\"reason\":\"not yet\"", "\"dueAt\":");
            Attempt second = next();
            Attempt third = next();

            assertThat(first.number).isEqualTo(1);
            assertThat(second.number).isEqualTo(2);
            assertThat(third.number).isEqualTo(3);
            assertThat(second.nanos - first.nanos).isGreaterThanOrEqualTo(BACKOFF.toNanos());
            assertThat(third.nanos - second.nanos).isGreaterThanOrEqualTo(BACKOFF.toNanos());
            assertThat(site.awaitState(location, "done")).contains("\"attempts\":3");
            assertThat(attempts).isEmpty();
            assertThat(worker.problems()).isEmpty();
        }
    }

    private Worker worker(HttpSite site) {
        return Worker.builder(site.config())
                .handle(
                        "mail",
                        Payload.json(),
                        (data, job) -> {
                            attempts.add(new Attempt(job.attempt(), System.nanoTime()));
                            return job.attempt() < 3 ? Outcome.retry("not yet") : Outcome.done();
                        })
                .start();
    }

    private Attempt next() throws InterruptedException {
        Attempt next = attempts.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no attempt came within a minute");
        }
        return next;
    }
}
