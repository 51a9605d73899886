package dev.towpath.worker.handler;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a handler says of an attempt that did not throw.
public sealed interface Outcome {
    /// The job is done.
    static Outcome done() {
        return Done.DONE;
    }

    /// The attempt failed; try again by the type's policy.
    static Outcome retry(String reason) {
        return new Retry(reason, Optional.empty());
    }

    /// The attempt failed; try again, but not before this has passed.
    static Outcome retryAfter(String reason, Duration after) {
        return new Retry(reason, Optional.of(after));
    }

    /// It is too early; run again then. No attempt is burned.
    static Outcome snooze(Instant until) {
        return new Snooze(until);
    }

    /// The job can never succeed.
    static Outcome dead(String reason) {
        return new Dead(reason);
    }

    /// See [#done()].
    record Done() implements Outcome {
        private static final Done DONE = new Done();
    }

    /// See [#retry(String)].
    record Retry(String reason, Optional<Duration> after) implements Outcome {}

    /// See [#snooze(Instant)].
    record Snooze(Instant until) implements Outcome {}

    /// See [#dead(String)].
    record Dead(String reason) implements Outcome {}
}
