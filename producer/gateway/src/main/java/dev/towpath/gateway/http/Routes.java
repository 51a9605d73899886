package dev.towpath.gateway.http;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
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
    record Route(String method, String path, Endpoint endpoint) {
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

    Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    List<Route> all() {
        return routes;
    }

    /// Answers a request, whatever happens.
    void answer(ServerRequest request, ServerResponse response) {
        try {
            String path = request.path().path();
            Route route = find(request.prologue().method().text(), path, response);
            route.endpoint().answer(request, response, route.last(path));
        } catch (Refusal e) {
            LOG.debug("refused: {} {}", e.code().code(), e.detail());
            Answers.refuse(request, response, e);
        } catch (TowpathException e) {
            LOG.debug("refused: {}", e.line());
            Answers.refuse(request, response, Refusal.of(e));
        } catch (IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
        } finally {
            BoundedConnection.current().patience().idle();
        }
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
