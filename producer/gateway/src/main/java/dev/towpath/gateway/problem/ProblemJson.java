package dev.towpath.gateway.problem;

import static java.util.Map.entry;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.Problem;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Refusals as problem details (RFC 9457), and the HTTP status of each code.
public final class ProblemJson {
    /// The media type.
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<ErrorCode, Integer> STATUS =
            new EnumMap<>(
                    Map.ofEntries(
                            entry(ErrorCode.NOT_JSON, 400),
                            entry(ErrorCode.MALFORMED_HTTP, 400),
                            entry(ErrorCode.UNAUTHORIZED, 401),
                            entry(ErrorCode.FORBIDDEN, 403),
                            entry(ErrorCode.NOT_FOUND, 404),
                            entry(ErrorCode.UNKNOWN_JOB, 404),
                            entry(ErrorCode.METHOD_NOT_ALLOWED, 405),
                            entry(ErrorCode.BODY_TOO_SLOW, 408),
                            entry(ErrorCode.BODY_TOO_LARGE, 413),
                            entry(ErrorCode.PAYLOAD_TOO_LARGE, 413),
                            entry(ErrorCode.LINE_TOO_LONG, 413),
                            entry(ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415),
                            entry(ErrorCode.INVALID_REQUEST, 422),
                            entry(ErrorCode.INVALID_PAYLOAD, 422),
                            entry(ErrorCode.UNKNOWN_TYPE, 422),
                            entry(ErrorCode.UNKNOWN_QUEUE, 422),
                            entry(ErrorCode.DEDUP_CONFLICT, 422),
                            entry(ErrorCode.TOO_MANY_REQUESTS, 429),
                            entry(ErrorCode.GATEWAY_FAULT, 500),
                            entry(ErrorCode.SHUTTING_DOWN, 503)));

    private ProblemJson() {}

    /// The problem details of a refusal.
    public static ObjectNode of(Refusal refusal) {
        ErrorCode code = refusal.code();
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "/errors/" + code.code())
                        .put("title", code.title())
                        .put("status", status(code))
                        .put("code", code.code())
                        .put("detail", refusal.detail())
                        .put("retryable", code.retryable());
        if (!refusal.problems().isEmpty()) {
            ArrayNode problems = json.putArray("problems");
            refusal.problems().forEach(problem -> add(problems, problem));
            if (refusal.more() > 0) {
                json.put("moreProblems", refusal.more());
            }
        }
        return json;
    }

    private static void add(ArrayNode problems, Problem problem) {
        ObjectNode json = problems.addObject();
        json.put("pointer", problem.pointer());
        json.put("expected", problem.expected());
        json.put("got", problem.got());
        if (!problem.hint().isEmpty()) {
            json.put("hint", problem.hint());
        }
    }

    /// The HTTP status of a code: of a refused request its own, 503 while Kafka or the installation
    /// is not ready, else 500.
    public static int status(ErrorCode code) {
        Integer own = STATUS.get(code);
        if (own != null) {
            return own;
        }
        return code.code().startsWith("TP-2") ? 503 : 500;
    }
}
