package dev.towpath.gateway.http;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.ProblemJson;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The paths of the gateway, and what answers on each.
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String ANY = "{id}";

    /// Answers one kind of request. What it throws becomes a problem.
    interface Endpoint {
        /// @param last the last part of the path where the route has `{id}`, else empty
        void answer(ServerRequest request, ServerResponse response, String last) throws IOException;
    }

    /// @param path such as `/v1/jobs/{id}`
    /// @param always whether it answers even while the gateway stops
    record Route(String method, String path, boolean always, Endpoint endpoint) {
        boolean fits(String given) {
            if (!path.endsWith(ANY)) {
                return path.equals(given);
            }
            String start = path.substring(0, path.length() - ANY.length());
            return given.startsWith(start)
                    && given.length() > start.length()
                    && given.indexOf('/', start.length()) < 0;
        }

        String last(String given) {
            return path.endsWith(ANY) ? given.substring(path.length() - ANY.length()) : "";
        }
    }

    private final List<Route> routes;
    private final Shutdown shutdown;
    private final GatewayMetrics metrics;

    Routes(List<Route> routes, Shutdown shutdown, GatewayMetrics metrics) {
        this.routes = List.copyOf(routes);
        this.shutdown = shutdown;
        this.metrics = metrics;
    }

    List<Route> all() {
        return routes;
    }

    /// Answers a request, whatever happens.
    void answer(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        String method = request.prologue().method().text();
        Optional<Route> route = Optional.empty();
        BoundedConnection connection = BoundedConnection.current();
        try {
            String path = request.path().path();
            route = Optional.of(find(method, path, response));
            answer(route.get(), request, response, path);
        } catch (Refusal e) {
            refuse(request, response, e);
        } catch (TowpathException e) {
            refuse(request, response, Refusal.of(e));
        } catch (CloseConnectionException | IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
            connection.endAfterThis();
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", method, route.map(Route::path).orElse("?"), e);
            refuse(request, response, fault());
        } finally {
            connection.patience().idle();
            if (shutdown.stopping()
                    || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
                connection.endAfterThis();
            }
            metrics.request(
                    route.map(Route::method).orElse("other"),
                    route.map(Route::path).orElse("other"),
                    response.status().code(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void answer(Route route, ServerRequest request, ServerResponse response, String path)
            throws IOException {
        if (route.always()) {
            route.endpoint().answer(request, response, route.last(path));
            return;
        }
        shutdown.enter();
        try {
            route.endpoint().answer(request, response, route.last(path));
        } finally {
            shutdown.leave();
        }
    }

    private void refuse(ServerRequest request, ServerResponse response, Refusal refusal) {
        // Not the detail: it may show a part of a payload.
        LOG.atDebug()
                .addKeyValue("method", request.prologue().method().text())
                .addKeyValue("status", ProblemJson.status(refusal.code()))
                .addKeyValue("code", refusal.code().code())
                .addKeyValue("problems", refusal.problems().size() + refusal.more())
                .log("request refused");
        metrics.refused(refusal.code());
        Answers.refuse(request, response, refusal);
    }

    static Refusal fault() {
        return new Refusal(
                ErrorCode.GATEWAY_FAULT,
                "the gateway has a fault, its log says where. Whether the job is stored is not"
                        + " known; sending it again with the same dedup key is safe");
    }

    private Route find(String method, String path, ServerResponse response) {
        List<Route> fitting = routes.stream().filter(route -> route.fits(path)).toList();
        if (fitting.isEmpty()) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND, "no such path; /openapi.json describes those there are");
        }
        for (Route route : fitting) {
            if (route.method().equals(method)) {
                return route;
            }
        }
        String allowed = fitting.stream().map(Route::method).collect(Collectors.joining(", "));
        response.header(HeaderNames.ALLOW, allowed);
        throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "expected " + allowed + " on this path");
    }
}
