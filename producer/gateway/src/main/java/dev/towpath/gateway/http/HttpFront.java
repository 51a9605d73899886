package dev.towpath.gateway.http;

import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.http.Routes.Route;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.id.JobIdIssuer;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The HTTP server: listens, and hands every request to the routes.
public final class HttpFront implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;
    private static final int MAX_CONNECTIONS = 10_000;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);
    private static final long MAX_BODY_BYTES_AT_ONCE = 64L << 20;

    private final Connections connections = new Connections(WRITE_TIMEOUT);
    private final WebServer server;

    private HttpFront(String host, int port, Routes routes) {
        Http1Config http =
                Http1Config.builder()
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .build();
        this.server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        // The reads of a channel know no timeout; those of a socket do.
                        .useNio(false)
                        .connectionOptions(
                                SocketOptions.builder()
                                        .readTimeout(Patience.TICK)
                                        .tcpNoDelay(true)
                                        .build())
                        .maxTcpConnections(MAX_CONNECTIONS)
                        .addConnectionSelector(
                                new BoundedConnection.Selector(
                                        Http1ConnectionSelector.builder().config(http).build(),
                                        connections))
                        .routing(HttpRouting.builder().any(routes::answer))
                        .build()
                        .start();
    }

    /// Starts to listen.
    public static HttpFront start(
            GatewayConfig config,
            Supplier<Settings> settings,
            JobIdIssuer ids,
            SingleJob single,
            LedgerView ledger,
            Supplier<List<Check>> checks) {
        Health health = new Health(checks);
        Bodies bodies = new Bodies(MAX_BODY_BYTES_AT_ONCE);
        Routes routes =
                new Routes(
                        List.of(
                                new Route(
                                        "POST", "/v1/jobs", new PostJobs(settings, bodies, single)),
                                new Route(
                                        "GET", "/v1/jobs/{id}", new GetJob(settings, ids, ledger)),
                                new Route(
                                        "GET",
                                        "/healthz",
                                        (request, response, last) -> Health.alive(response)),
                                new Route(
                                        "GET",
                                        "/readyz",
                                        (request, response, last) -> health.ready(response))));
        return new HttpFront(config.host(), config.port(), routes);
    }

    /// The port that it listens on.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        connections.close();
    }
}
