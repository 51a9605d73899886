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
        return new Hold(reason, Optional.empty(), true);
    }

    /// This job cannot be done now, for a reason of its own: it is held, no attempt is burned, and
    /// its target is not blamed.
    static Outcome holdThis(String reason) {
        return new Hold(reason, Optional.empty(), false);
    }

    /// What the handler depends on has asked not to be called before this has passed: all jobs of
    /// its target are held until then, this one if there is no target, and no attempt is burned.
    static Outcome holdFor(String reason, Duration after) {
        return new Hold(reason, Optional.of(after), true);
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
    ///
    /// @param error the name of what was thrown elsewhere, which `finalErrors` may name; empty for
    ///     nothing
    /// @param trace the top of its stack, empty for nothing
    record Retry(String reason, Optional<Duration> after, String error, String trace)
            implements Outcome {
        /// A failure of which no more is known than its reason.
        public Retry(String reason, Optional<Duration> after) {
            this(reason, after, "", "");
        }
    }

    /// See [#snooze(Instant)].
    record Snooze(Instant until) implements Outcome {}

    /// See [#hold(String)], [#holdFor(String, Duration)] and [#holdThis(String)].
    ///
    /// @param byTarget whether the target is to blame
    record Hold(String reason, Optional<Duration> after, boolean byTarget) implements Outcome {}

    /// See [#brokeOff(String)].
    record BrokeOff(String reason) implements Outcome {}

    /// See [#dead(String)].
    record Dead(String reason) implements Outcome {}
}
