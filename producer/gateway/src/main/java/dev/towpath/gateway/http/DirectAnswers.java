package dev.towpath.gateway.http;

import dev.towpath.gateway.problem.ProblemJson;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/// Answers to requests that never come as far as the routes, because they are not HTTP as it should
/// be.
final class DirectAnswers implements DirectHandler {
    private DirectAnswers() {}

    static DirectHandlers all() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new DirectAnswers());
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        Refusal refusal = refusal(request, status);
        return TransportResponse.builder()
                .status(Status.create(status(refusal, status)))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, ProblemJson.MEDIA_TYPE)
                .entity(Answers.bytes(ProblemJson.of(refusal)))
                .keepAlive(false)
                .build();
    }

    private static Refusal refusal(TransportRequest request, Status status) {
        if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
            return Bodies.encoded();
        }
        return switch (status.code()) {
            case 500 -> Routes.fault();
            case 503 ->
                    new Refusal(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "the gateway answers as many requests as it may; send it again later");
            default ->
                    new Refusal(
                            ErrorCode.MALFORMED_HTTP,
                            "the request line, the headers or the framing of the body are not as"
                                    + " RFC 9112 has them, or longer than allowed; nothing was"
                                    + " stored");
        };
    }

    /// The server's own status, which for malformed requests says more than ours.
    private static int status(Refusal refusal, Status status) {
        return refusal.code() == ErrorCode.MALFORMED_HTTP
                ? status.code()
                : ProblemJson.status(refusal.code());
    }
}
