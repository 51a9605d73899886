package dev.towpath.cli.roles;

import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The worker's HTTP server: `/healthz`, `/readyz` and `/metrics`.
public final class WorkerFront implements AutoCloseable {
    /// The member of `/readyz` that names the types without handler, absent when there are none.
    public static final String UNHANDLED = "unhandledTypes";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final WebServer server;

    private WorkerFront(WebServer server) {
        this.server = server;
    }

    /// Starts to listen.
    ///
    /// @param problems why the worker is not ready; empty when it is
    /// @param unhandled the types that no handler takes, which does not make it unready
    static WorkerFront start(
            WorkerConfig config,
            PrometheusMeterRegistry metrics,
            Supplier<List<String>> problems,
            Supplier<List<String>> unhandled) {
        HttpRouting.Builder routing =
                HttpRouting.builder()
                        .get(
                                "/healthz",
                                (_, response) -> answer(response, 200, "up", List.of(), List.of()))
                        .get(
                                "/readyz",
                                (_, response) -> ready(response, problems.get(), unhandled.get()))
                        .get(
                                "/metrics",
                                (_, response) ->
                                        response.header(
                                                        HeaderNames.CONTENT_TYPE,
                                                        "text/plain; version=0.0.4; charset=utf-8")
                                                .send(metrics.scrape()));
        WebServer server =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .routing(routing)
                        .build();
        server.start();
        // A server that cannot listen logs why, and returns all the same.
        if (!server.isRunning()) {
            throw new TowpathException(
                    ErrorCode.PORT_TAKEN,
                    "the worker's health and metrics cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": the port is taken, or the address is not one of this machine. The"
                            + " worker was not started. Stop the process that has the port, or set"
                            + " another one as worker.port.");
        }
        return new WorkerFront(server);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void ready(
            ServerResponse response, List<String> problems, List<String> unhandled) {
        boolean ready = problems.isEmpty();
        answer(response, ready ? 200 : 503, ready ? "ready" : "not ready", problems, unhandled);
    }

    private static void answer(
            ServerResponse response,
            int status,
            String word,
            List<String> problems,
            List<String> unhandled) {
        ObjectNode json = JSON.createObjectNode();
        json.put("status", word);
        ArrayNode list = json.putArray("problems");
        problems.forEach(list::add);
        if (!unhandled.isEmpty()) {
            ArrayNode types = json.putArray(UNHANDLED);
            unhandled.forEach(types::add);
        }
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JSON.writeValueAsString(json));
    }
}
