package dev.towpath.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerFrontTest {
    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<String> problems = new ArrayList<>();
    private final List<String> unhandled = new ArrayList<>();

    @Test
    void saysWhetherTheWorkerIsReadyAndWhyNot() throws Exception {
        metrics.counter("towpath.test").increment();
        try (WorkerFront front =
                WorkerFront.start(config(0), metrics, () -> problems, () -> unhandled)) {
            assertThat(get(front, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(front, "/readyz").body())
                    .isEqualTo("{\"status\":\"ready\",\"problems\":[]}");
            assertThat(get(front, "/metrics").body()).contains("towpath_test_total 1.0");

            unhandled.add("article.publish");
            assertThat(get(front, "/readyz").body())
                    .isEqualTo(
                            "{\"status\":\"ready\",\"problems\":[],"
                                    + "\"unhandledTypes\":[\"article.publish\"]}");
            unhandled.clear();

            problems.add("the ledger is not read");
            HttpResponse<String> notReady = get(front, "/readyz");
            assertThat(notReady.statusCode()).isEqualTo(503);
            assertThat(notReady.body())
                    .isEqualTo(
                            "{\"status\":\"not ready\",\"problems\":[\"the ledger is not read\"]}");
            assertThat(get(front, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            TowpathException e =
                    catchThrowableOfType(
                            TowpathException.class,
                            () ->
                                    WorkerFront.start(
                                            config(port), metrics, () -> problems, List::of));
            assertThat(e.code()).isEqualTo(ErrorCode.PORT_TAKEN);
            assertThat(e)
                    .hasMessageStartingWith(
                            "the worker's health and metrics cannot listen on 127.0.0.1:" + port)
                    .hasMessageEndingWith(
                            "The worker was not started. Stop the process that has the port, or"
                                    + " set another one as worker.port.");
        }
    }

    private static HttpResponse<String> get(WorkerFront front, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + front.port() + path);
            return http.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static WorkerConfig config(int port) {
        WorkerConfig c = WorkerConfig.defaults();
        return new WorkerConfig(
                c.host(),
                port,
                c.maxInFlight(),
                c.maxInFlightBytes(),
                c.bufferPerPartition(),
                c.bufferBytesPerPartition(),
                c.ledgerBytesPerPartition(),
                c.flushPause(),
                c.maxUnflushed(),
                c.drainTimeout(),
                c.maxChildren(),
                c.timeoutGrace(),
                c.history(),
                c.handlers());
    }
}
