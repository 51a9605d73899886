package dev.towpath.push;

import dev.towpath.worker.handler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What becomes of a job by the status of an answer that has no signed outcome. A table in
/// docs/push.md says the same.
final class StatusRules {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(1);
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int TIMED_OUT = 408;
    private static final int CONFLICT = 409;
    private static final int LOCKED = 423;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int UNAVAILABLE = 503;

    private StatusRules() {}

    /// Whether an endpoint that knows nothing of outcomes says by it that it has done the job.
    static boolean isGood(int status) {
        return status >= OK && status < REDIRECTS;
    }

    /// @param retryAfter for how long the endpoint asked to be left alone, empty for no wish
    /// @param what came, for people
    static Outcome outcome(int status, Optional<Duration> retryAfter, String what, Instant now) {
        if (retryAfter.isPresent()) {
            if (status == TOO_MANY || status == UNAVAILABLE) {
                return Outcome.holdFor(what, retryAfter.get());
            }
            if (status == CONFLICT || status == LOCKED) {
                return Outcome.snooze(now.plus(retryAfter.get()));
            }
        }
        if (status == TIMED_OUT || status >= SERVER_ERRORS) {
            return Outcome.retry(what);
        }
        return Outcome.hold(what);
    }

    /// What a `Retry-After` says (RFC 9110, section 10.2.3): seconds, or a date; a second
    /// at least, a day at most.
    static Optional<Duration> retryAfter(String value, Instant now) {
        String text = value.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return Optional.of(Duration.between(now, until))
                    .filter(Duration::isPositive)
                    .map(StatusRules::bounded);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wish) {
        Duration most = wish.compareTo(MOST) > 0 ? MOST : wish;
        return most.compareTo(LEAST) < 0 ? LEAST : most;
    }
}
