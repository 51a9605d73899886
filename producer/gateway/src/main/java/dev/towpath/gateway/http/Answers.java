package dev.towpath.gateway.http;

import dev.towpath.gateway.problem.ProblemJson;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes answers.
final class Answers {
    private static final JsonMapper MAPPER = new JsonMapper();

    /// The largest unread body that is read to its end to keep the connection.
    private static final long WORTH_READING = 64 * 1024;

    private Answers() {}

    static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    static void json(ServerResponse response, int status, JsonNode json) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(bytes(json));
    }

    static void text(ServerResponse response, int status, String mediaType, byte[] text) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .send(text);
    }

    /// Answers with a problem. A body that was not read, and is not known to be small, ends the
    /// connection.
    static void refuse(ServerRequest request, ServerResponse response, Refusal refusal) {
        ErrorCode code = refusal.code();
        if (!request.content().consumed() && request.content().hasEntity()) {
            long announced = request.headers().contentLength().orElse(Long.MAX_VALUE);
            if (announced > WORTH_READING || code == ErrorCode.BODY_TOO_SLOW) {
                response.header(HeaderValues.CONNECTION_CLOSE);
                BoundedConnection.current().lingerAndEnd();
            }
        }
        if (code == ErrorCode.UNAUTHORIZED) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"towpath\"");
        }
        if (!refusal.retryAfter().isZero()) {
            response.header(
                    HeaderNames.RETRY_AFTER, Long.toString(refusal.retryAfter().toSeconds()));
        }
        response.status(Status.create(ProblemJson.status(code)))
                .header(HeaderNames.CONTENT_TYPE, ProblemJson.MEDIA_TYPE)
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(bytes(ProblemJson.of(refusal)));
    }
}
