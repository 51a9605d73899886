package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.worker.handler.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is noted of each request for the job's history.
@Timeout(30)
final class ExchangeTest {
    private final OneJob job = new OneJob();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void statusDurationAndTwoHeadersAreNoted() throws Exception {
        String headers =
                String.join(
                        "\r\n",
                        "server-timing: cache;desc=\"x\"",
                        "X-Nextjs-Cache: HIT",
                        "Server-Timing: db;dur=53",
                        "set-cookie: session=hunter2",
                        "");
        assertThat(Pushing.answered(Pushing.signs(200, headers, Pushing.DONE), job, registry))
                .isEqualTo(Outcome.done());

        assertThat(job.noted)
                .matches(
                        "answered 200 in \\d+ ms; x-nextjs-cache: HIT; server-timing:"
                                + " cache;desc=\"x\", db;dur=53");
    }

    @Test
    void aPageIsNotedByItsStatusAlone() throws Exception {
        Pushing.answered(
                Endpoint.says(404, "content-type: text/html\r\n", "<h1>hunter2</h1>"),
                job,
                registry);

        assertThat(job.noted).matches("answered 404 in \\d+ ms");
    }

    @Test
    void whereNothingWasAnsweredItIsNotedForHowLongItWasWaitedFor() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (PushTarget target = Pushing.target("http://127.0.0.1:" + free + "/", registry)) {
            assertThat(target.handle(Pushing.DATA, job)).isInstanceOf(Outcome.Hold.class);
        }
        assertThat(job.noted).matches("no answer within \\d+ ms");

        Pushing.answered((request, socket, out) -> socket.close(), job, registry);
        assertThat(job.noted).matches("no answer within \\d+ ms");
    }

    @Test
    void headersAreCutAndPrintable() throws Exception {
        String headers =
                "x-nextjs-cache: A\tB\u001b[31m\r\nserver-timing: " + "t".repeat(5_000) + "\r\n";
        Pushing.answered(Pushing.signs(200, headers, Pushing.DONE), job, registry);

        assertThat(job.noted)
                .matches(
                        "answered 200 in \\d+ ms; x-nextjs-cache: A\\\\u0009B\\\\u001b\\[31m;"
                                + " server-timing: t{300}");
        assertThat(job.noted.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(512);
    }

    @Test
    void theTimeIsSaidInMilliseconds() {
        assertThat(new Exchange().words(TimeUnit.MILLISECONDS.toNanos(180)))
                .isEqualTo("no answer within 180 ms");
    }
}
