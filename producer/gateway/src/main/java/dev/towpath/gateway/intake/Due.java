package dev.towpath.gateway.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a job is due: after a delay, at a time, or at once.
///
/// @param delay from when Kafka stores it; zero for none
/// @param runAt the time, if one was said
record Due(Duration delay, Optional<Instant> runAt) {
    static final Due AT_ONCE = new Due(Duration.ZERO, Optional.empty());

    /// About when that will be, by one's own clock.
    ///
    /// @param now milliseconds since 1970
    long about(long now) {
        return runAt.map(Instant::toEpochMilli).orElse(now + delay.toMillis());
    }

    /// The same for a job that has waited already: the rest of its delay.
    Due after(Duration waited) {
        Duration rest = delay.minus(waited);
        return new Due(rest.isNegative() ? Duration.ZERO : rest, runAt);
    }

    /// Whether it is due at once.
    boolean atOnce() {
        return delay.isZero() && runAt.isEmpty();
    }
}
