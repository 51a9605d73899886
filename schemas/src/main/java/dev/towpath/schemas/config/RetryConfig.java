package dev.towpath.schemas.config;

import java.time.Duration;
import java.util.List;

/// What becomes of a job whose attempt failed.
///
/// @param attempts how often a job is tried before it is dead
/// @param backoff the pause before the second attempt
/// @param backoffFactor what each further pause is longer by
/// @param backoffMax the longest pause
/// @param jitter how much of a pause is left to chance
/// @param maxAge how long after it was accepted a job may still be tried again
/// @param finalErrors the classes of errors that no further attempt can mend, by name
/// @param maxCrashes how many workers may die with a job before it is dead
public record RetryConfig(
        int attempts,
        Duration backoff,
        int backoffFactor,
        Duration backoffMax,
        Jitter jitter,
        Duration maxAge,
        List<String> finalErrors,
        int maxCrashes) {
    public RetryConfig {
        Bounds.check("types.<type>.attempts", attempts);
        Bounds.check("types.<type>.backoff", backoff);
        Bounds.check("types.<type>.backoffFactor", backoffFactor);
        Bounds.check("types.<type>.backoffMax", backoffMax);
        Bounds.check("types.<type>.maxAge", maxAge);
        Bounds.check("types.<type>.maxCrashes", maxCrashes);
        finalErrors = List.copyOf(finalErrors);
    }

    /// The built-in values.
    public static RetryConfig defaults() {
        return TypeConfig.defaults().retry();
    }

    /// The built-in values with so many attempts.
    public static RetryConfig of(int attempts) {
        RetryConfig other = defaults();
        return new RetryConfig(
                attempts,
                other.backoff,
                other.backoffFactor,
                other.backoffMax,
                other.jitter,
                other.maxAge,
                other.finalErrors,
                other.maxCrashes);
    }
}
