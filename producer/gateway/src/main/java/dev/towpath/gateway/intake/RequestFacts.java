package dev.towpath.gateway.intake;

import dev.towpath.schemas.payload.Problem;
import java.util.ArrayList;
import java.util.List;

/// What the headers of a request say of its job.
///
/// @param idempotencyKey the `Idempotency-Key`, empty when there is none
/// @param traceParent the `traceparent`, empty when there is none or it is not one
public record RequestFacts(String idempotencyKey, String traceParent) {
    /// The longest `Idempotency-Key`, in characters.
    public static final int MAX_IDEMPOTENCY_KEY = 255;

    public RequestFacts {
        traceParent = Fields.traceParent(traceParent);
    }

    /// The draft with the request's idempotency key as its dedup key.
    Draft apply(Draft draft) {
        if (idempotencyKey.isEmpty()) {
            return draft;
        }
        List<Problem> problems = new ArrayList<>(draft.problems());
        if (!isVisibleAscii(idempotencyKey)) {
            problems.add(
                    new Problem(
                            "",
                            "an Idempotency-Key of 1 to "
                                    + MAX_IDEMPOTENCY_KEY
                                    + " visible ASCII characters",
                            "one of " + idempotencyKey.length() + " characters"));
        } else if (!draft.dedupKey().isEmpty() && !draft.dedupKey().equals(idempotencyKey)) {
            problems.add(
                    new Problem(
                            "/dedupKey",
                            "the same as the header Idempotency-Key",
                            "another",
                            "leave one of the two out"));
        }
        return draft.with(idempotencyKey, problems);
    }

    private static boolean isVisibleAscii(String text) {
        return text.length() <= MAX_IDEMPOTENCY_KEY
                && text.chars().allMatch(c -> c > 32 && c < 127);
    }
}
