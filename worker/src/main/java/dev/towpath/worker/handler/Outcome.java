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

    /// What the handler depends on cannot do it now: the job is held, and no attempt is burned. Its
    /// target, if the type has one, counts it as a failure, and is taken to be out when enough
    /// fail.
    static Outcome hold(String reason) {
        return new Hold(reason, Optional.empty());
    }

    /// What the handler depends on has asked not to be called before this has passed: all jobs of
    /// its target are held until then, this one if there is no target, and no attempt is burned.
    static Outcome holdFor(String reason, Duration after) {
        return new Hold(reason, Optional.of(after));
    }

    /// What did the job broke off in the middle: it may have done all of it, or nothing. The
    /// attempt failed, and counts among the type's `maxCrashes`.
    static Outcome brokeOff(String reason) {
        return new BrokeOff(reason);
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

    /// See [#hold(String)] and [#holdFor(String, Duration)].
    record Hold(String reason, Optional<Duration> after) implements Outcome {}

    /// See [#brokeOff(String)].
    record BrokeOff(String reason) implements Outcome {}

    /// See [#dead(String)].
    record Dead(String reason) implements Outcome {}
}
