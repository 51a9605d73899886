package dev.towpath.gateway.http;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.EventBatch;
import dev.towpath.gateway.intake.LineStream;
import dev.towpath.gateway.intake.RequestFacts;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.intake.SingleJob;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/jobs`.
final class PostJobs implements Routes.Endpoint {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("idempotency-key");
    private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
    private static final String LINES = "application/x-ndjson";
    private static final String EVENT = "application/cloudevents+json";
    private static final String EVENTS = "application/cloudevents-batch+json";

    private final Supplier<Settings> settings;
    private final Bodies bodies;
    private final SingleJob single;
    private final EventBatch batch;
    private final LineStream lines;

    PostJobs(
            Supplier<Settings> settings,
            Bodies bodies,
            SingleJob single,
            EventBatch batch,
            LineStream lines) {
        this.settings = settings;
        this.bodies = bodies;
        this.single = single;
        this.batch = batch;
        this.lines = lines;
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
        String type = mediaType(request);
        if (type.equals(LINES)) {
            stream(request, response, facts, now);
            return;
        }
        GatewayConfig bounds = now.config().gateway();
        Bodies.Use use =
                switch (type) {
                    case EVENT ->
                            body -> accepted(response, single.takeEvent(body, facts, caller, now));
                    case EVENTS -> body -> answer(response, batch.take(body, facts, caller, now));
                    default -> plain(request, response, type, facts, caller, now);
                };
        bodies.read(request, bounds.maxBody(), bounds.bodyTimeout(), use);
    }

    /// A job in our JSON, or an event in binary mode.
    private Bodies.Use plain(
            ServerRequest request,
            ServerResponse response,
            String type,
            RequestFacts facts,
            Caller caller,
            Settings now) {
        boolean json = type.equals("application/json") || type.endsWith("+json");
        if (EventHeaders.present(request) && (json || type.isEmpty())) {
            Map<String, String> attributes = EventHeaders.attributes(request);
            return body ->
                    accepted(response, single.takeEvent(attributes, body, facts, caller, now));
        }
        if (type.equals("application/json")) {
            return body -> accepted(response, single.take(body, facts, caller, now));
        }
        throw new Refusal(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "expected a Content-Type of application/json, "
                        + LINES
                        + ", "
                        + EVENT
                        + " or "
                        + EVENTS
                        + ", got "
                        + (type.isEmpty() ? "none" : "another")
                        + "; nothing was stored");
    }

    private void stream(
            ServerRequest request, ServerResponse response, RequestFacts facts, Settings now)
            throws IOException {
        if (!facts.idempotencyKey().isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "expected no header Idempotency-Key on many jobs, got one; nothing was stored."
                            + " Give each line a dedupKey of its own");
        }
        Patience patience = BoundedConnection.current().patience();
        patience.stream(now.config().gateway().bodyTimeout());
        response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, LINES);
        boolean whole =
                lines.take(
                        new LineStream.Exchange(
                                request.content().inputStream(),
                                response.outputStream(),
                                header(request, HeaderNames.AUTHORIZATION),
                                facts.traceParent(),
                                patience::handedOn,
                                Bodies::judge));
        if (!whole) {
            BoundedConnection.current().lingerAndEnd();
        }
    }

    private static void accepted(ServerResponse response, ObjectNode job) {
        response.header(HeaderNames.LOCATION, "/v1/jobs/" + job.get("id").stringValue());
        Answers.json(response, 202, job);
    }

    private static void answer(ServerResponse response, EventBatch.Outcome outcome) {
        Answers.json(response, outcome.whole() ? 202 : 207, outcome.json());
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
