package dev.towpath.gateway.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.http.Routes.Route;
import dev.towpath.gateway.intake.EventBatch;
import dev.towpath.gateway.intake.LineStream;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.running.RunningJobs;
import dev.towpath.producer.JobProducer;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobIdIssuer;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// The HTTP server: listens, and hands every request to the routes.
public final class HttpFront implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;
    private static final int MAX_CONNECTIONS = 10_000;
    private static final long MAX_BODY_BYTES_AT_ONCE = 64L << 20;

    private final Connections connections;
    private final Routes routes;
    private final WebServer server;

    private HttpFront(GatewayConfig config, Routes routes) {
        this.routes = routes;
        this.connections = new Connections(config.bodyTimeout());
        Http1Config http =
                Http1Config.builder()
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .build();
        WebServer built =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        // The reads of a channel know no timeout; those of a socket do.
                        .useNio(false)
                        .connectionOptions(
                                new TimedSocketOptions(
                                        SocketOptions.builder()
                                                .readTimeout(Patience.tick(config.bodyTimeout()))
                                                .tcpNoDelay(true)
                                                .build()))
                        .maxTcpConnections(maxConnections())
                        .directHandlers(DirectAnswers.all())
                        .addConnectionSelector(
                                new BoundedConnection.Selector(
                                        Http1ConnectionSelector.builder().config(http).build(),
                                        connections))
                        .routing(HttpRouting.builder().any(routes::answer))
                        .build();
        this.server = built.start();
        // A server that cannot listen logs why, and returns all the same.
        if (!server.isRunning()) {
            connections.close();
            throw cannotListen(config);
        }
    }

    /// As many as the process may have open files for, with some left over: a server that cannot
    /// accept for want of one ends for good.
    private static int maxConnections() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean system
                ? (int) Math.min(MAX_CONNECTIONS, system.getMaxFileDescriptorCount() / 4 * 3)
                : MAX_CONNECTIONS;
    }

    private static TowpathException cannotListen(GatewayConfig config) {
        return new TowpathException(
                ErrorCode.PORT_TAKEN,
                "the gateway cannot listen on "
                        + config.host()
                        + ":"
                        + config.port()
                        + ": the port is taken, or the address is not one of this machine; nothing"
                        + " was started. Stop what has the port, or set gateway.port");
    }

    /// What the routes need.
    ///
    /// @param checks what is asked for at `/readyz`
    public record Parts(
            Supplier<Settings> settings,
            JobIdIssuer ids,
            SingleJob single,
            EventBatch batch,
            LineStream lines,
            LedgerView ledger,
            RunningJobs running,
            JobProducer producer,
            Supplier<List<Check>> checks,
            Shutdown shutdown,
            GatewayMetrics metrics) {}

    /// Starts to listen.
    ///
    /// @throws TowpathException `TP-5005` when the port is taken
    public static HttpFront start(GatewayConfig config, Parts parts) {
        Routes routes = new Routes(routes(parts), parts.shutdown(), parts.metrics());
        HttpFront front = new HttpFront(config, routes);
        parts.metrics().gauge(GatewayMetrics.CONNECTIONS, front.connections::count);
        return front;
    }

    static List<Route> routes(Parts parts) {
        Health health = new Health(parts.checks());
        PostJobs post =
                new PostJobs(
                        parts.settings(),
                        new Bodies(MAX_BODY_BYTES_AT_ONCE),
                        parts.single(),
                        parts.batch(),
                        parts.lines());
        GetJob get = new GetJob(parts.settings(), parts.ids(), parts.ledger(), parts.running());
        CancelJob cancel = new CancelJob(parts.settings(), get, parts.producer());
        return List.of(
                new Route("POST", "/v1/jobs", false, post),
                new Route("GET", "/v1/jobs/{id}", false, get),
                new Route("DELETE", "/v1/jobs/{id}", false, cancel),
                new Route("GET", "/healthz", true, (in, out, last) -> Health.alive(out)),
                new Route("GET", "/readyz", true, (in, out, last) -> health.ready(out)),
                new Route("GET", "/metrics", true, (in, out, last) -> metrics(parts, out)),
                new Route("GET", "/openapi.json", true, (in, out, last) -> OpenApi.answer(out)));
    }

    private static void metrics(Parts parts, ServerResponse response) {
        byte[] text = parts.metrics().scrape().getBytes(StandardCharsets.UTF_8);
        Answers.text(response, 200, GatewayMetrics.MEDIA_TYPE, text);
    }

    /// The routes, each as `GET /v1/jobs/{id}`.
    public List<String> paths() {
        return routes.all().stream().map(route -> route.method() + " " + route.path()).toList();
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
