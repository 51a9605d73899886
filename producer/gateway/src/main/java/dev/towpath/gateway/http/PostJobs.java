package dev.towpath.gateway.http;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.RequestFacts;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/jobs`.
final class PostJobs implements Routes.Endpoint {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("idempotency-key");
    private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
    private static final String MEDIA_TYPES =
            "application/json, application/x-ndjson, application/cloudevents+json or"
                    + " application/cloudevents-batch+json";

    private final Supplier<Settings> settings;
    private final Bodies bodies;
    private final SingleJob single;

    PostJobs(Supplier<Settings> settings, Bodies bodies, SingleJob single) {
        this.settings = settings;
        this.bodies = bodies;
        this.single = single;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response, String last)
            throws IOException {
        Settings now = settings.get();
        Caller caller = now.keys().authenticate(header(request, HeaderNames.AUTHORIZATION));
        caller.require(Scope.SUBMIT);
        Bodies.refuseEncoded(request);
        RequestFacts facts =
                new RequestFacts(header(request, IDEMPOTENCY_KEY), header(request, TRACE_PARENT));
        GatewayConfig bounds = now.config().gateway();
        switch (mediaType(request)) {
            case "application/json" ->
                    bodies.read(
                            request,
                            bounds.maxBody(),
                            bounds.bodyTimeout(),
                            body -> accepted(response, single.take(body, facts, caller, now)));
            default ->
                    throw new Refusal(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "expected a Content-Type of "
                                    + MEDIA_TYPES
                                    + ", got another or none; nothing was stored");
        }
    }

    private static void accepted(ServerResponse response, ObjectNode job) {
        response.header(HeaderNames.LOCATION, "/v1/jobs/" + job.get("id").stringValue());
        Answers.json(response, 202, job);
    }

    private static String mediaType(ServerRequest request) {
        String type = header(request, HeaderNames.CONTENT_TYPE);
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    static String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse("");
    }
}
