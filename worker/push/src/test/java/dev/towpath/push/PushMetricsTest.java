package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.towpath.worker.handler.Outcome;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
final class PushMetricsTest {
    private final OneJob job = new OneJob();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void requestsAreCountedByWhatCameOfThem() throws Exception {
        answered(Pushing.signs(200, "", Pushing.DONE));
        answered(Pushing.signs(200, "", Pushing.DONE));
        answered(Pushing.signs(200, "", "{\"outcome\":\"retry\"}"));
        answered(Pushing.signs(200, "", "{\"outcome\":\"dead\"}"));
        answered(Pushing.signs(200, "", "{\"outcome\":\"snooze\",\"afterMillis\":5}"));
        answered(Endpoint.says(404, "", ""));
        answered((request, socket, out) -> socket.close());

        assertThat(counts())
                .containsExactlyInAnyOrder(
                        count("done", 2),
                        count("retry", 1),
                        count("dead", 1),
                        count("snooze", 1),
                        count("held", 1),
                        count("broke off", 1));
    }

    @Test
    void anInterruptedRequestIsCountedToo() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        FutureTask<Outcome> attempt =
                new FutureTask<>(() -> answered((request, socket, out) -> came.countDown()));
        Thread thread = Thread.ofVirtual().start(attempt);
        came.await();
        thread.interrupt();
        thread.join();

        assertThat(attempt.state()).isEqualTo(FutureTask.State.FAILED);
        assertThat(counts()).containsExactly(count("interrupted", 1));
        assertThat(job.noted).startsWith("no answer within ");
    }

    @Test
    void connectionsAreMeasuredWhileTheTargetIsOpen() throws Exception {
        String[] during = {""};
        try (Endpoint endpoint =
                        new Endpoint(
                                (request, socket, out) -> {
                                    during[0] = registry.scrape();
                                    Endpoint.write(out, 200, "", Site.lines(request, Pushing.DONE));
                                });
                PushTarget target = Pushing.target(endpoint.url(), registry)) {
            target.handle(Pushing.DATA, job);

            assertThat(during[0]).contains(connections("leased", 1), connections("idle", 0));
            assertThat(registry.scrape())
                    .contains(
                            connections("leased", 0),
                            connections("idle", 1),
                            connections("pending", 0));
        }
        assertThat(registry.scrape()).doesNotContain("towpath_worker_push_connections{");
    }

    @Test
    void noSecretIsInALogAMetricANoteOrAReason() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
        StringBuilder told = new StringBuilder();
        try {
            for (Endpoint.Script script :
                    List.<Endpoint.Script>of(
                            Pushing.signs(200, "", Pushing.DONE),
                            Endpoint.says(404, "", ""),
                            Endpoint.says(500, "", ""),
                            (request, socket, out) -> socket.close())) {
                told.append(answered(script)).append(job.noted);
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(logged);
        }
        logged.list.forEach(event -> told.append(event.getFormattedMessage()).append('\n'));
        told.append(registry.scrape());

        assertThat(told.toString()).contains("webhook-signature").doesNotContain(secrets());
    }

    private static List<String> secrets() {
        return List.of(
                "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
                new String(
                        Base64.getDecoder().decode("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
                        StandardCharsets.US_ASCII),
                "YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ",
                "another secret of thirty-two byt");
    }

    private Outcome answered(Endpoint.Script script) throws IOException {
        return Pushing.answered(script, job, registry);
    }

    private List<String> counts() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("towpath_worker_push_requests_seconds_count{"))
                .toList();
    }

    private static String count(String outcome, int times) {
        return "towpath_worker_push_requests_seconds_count{outcome=\""
                + outcome
                + "\",target=\"site\"} "
                + times;
    }

    private static String connections(String state, int number) {
        return "towpath_worker_push_connections{state=\""
                + state
                + "\",target=\"site\"} "
                + number
                + ".0";
    }
}
