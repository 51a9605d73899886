package dev.towpath.gateway.intake;

import dev.towpath.schemas.payload.Problem;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A job as a client wrote it, whatever the format, and what is wrong with its form. Empty texts
/// stand for what was not said.
///
/// @param payload the payload; JSON null when there is none
/// @param due when it is due
/// @param expiresAt milliseconds since 1970, 0 for never
/// @param problems what is wrong, in the order of the text
record Draft(
        String type,
        JsonNode payload,
        String group,
        String dedupKey,
        String queue,
        String batch,
        List<String> tags,
        String deployment,
        Due due,
        long expiresAt,
        String traceParent,
        List<Problem> problems) {
    Draft {
        tags = List.copyOf(tags);
        problems = List.copyOf(problems);
    }

    /// How the keys begin that a client library makes up to make its own retries safe.
    static final String MADE_UP = "towpath:retry:";

    private static final Duration MADE_UP_WINDOW = Duration.ofMinutes(10);

    /// How the keys begin that are the ids of an outbox's rows.
    static final String OUTBOX = "towpath:outbox:";

    /// A row is sent again when its relay died before it was deleted, which may be as much later as
    /// nobody relays.
    private static final Duration LEAST_OUTBOX_WINDOW = Duration.ofHours(24);

    /// For how long its dedup key takes effect once.
    ///
    /// @param ofType what the type says
    Duration window(Duration ofType) {
        if (dedupKey.startsWith(OUTBOX) && ofType.compareTo(LEAST_OUTBOX_WINDOW) < 0) {
            return LEAST_OUTBOX_WINDOW;
        }
        return dedupKey.startsWith(MADE_UP) && ofType.compareTo(MADE_UP_WINDOW) > 0
                ? MADE_UP_WINDOW
                : ofType;
    }

    Draft with(String otherDedupKey, List<Problem> allProblems) {
        return with(otherDedupKey, due, allProblems);
    }

    /// The same after it has waited elsewhere: a delay counts from when the job was written.
    Draft after(Duration waited) {
        return with(dedupKey, due.after(waited), problems);
    }

    private Draft with(String otherDedupKey, Due otherDue, List<Problem> allProblems) {
        return new Draft(
                type,
                payload,
                group,
                otherDedupKey,
                queue,
                batch,
                tags,
                deployment,
                otherDue,
                expiresAt,
                traceParent,
                allProblems);
    }
}
