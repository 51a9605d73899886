package dev.towpath.schemas.config;

import java.time.Duration;

/// A job type: where its jobs go, how they are written, and how they run.
///
/// @param queue the queue that its jobs go to
/// @param payload how its payload is written
/// @param order in which order its jobs run
/// @param retry what becomes of a job whose attempt failed
/// @param timeout how long one attempt may run
/// @param dedupWindow how long a dedup key takes effect once
/// @param maxInFlight how many of its jobs one worker runs at a time
/// @param allowUnknown whether a type that is not named in the configuration is taken all the same;
///     said only under `"*"`
public record TypeConfig(
        String queue,
        PayloadKind payload,
        Order order,
        RetryConfig retry,
        Duration timeout,
        Duration dedupWindow,
        int maxInFlight,
        boolean allowUnknown) {
    public TypeConfig {
        Bounds.check("types.<type>.queue", queue);
        Bounds.check("types.<type>.timeout", timeout);
        Bounds.check("types.<type>.dedupWindow", dedupWindow);
        Bounds.check("types.<type>.maxInFlight", maxInFlight);
    }

    /// The built-in values.
    public static TypeConfig defaults() {
        return new ConfigRecords(Settings.builtIn()).type(TowpathConfig.ANY_TYPE);
    }

    /// The same type, tried again in another way.
    public TypeConfig retried(RetryConfig other) {
        return new TypeConfig(
                queue, payload, order, other, timeout, dedupWindow, maxInFlight, allowUnknown);
    }

    /// Whether a name may be a type's: 1 to 128 of `A-Z a-z 0-9 . _ -`, beginning with a letter or
    /// digit.
    public static boolean isTypeName(String name) {
        return name.matches(ConfigKeys.TYPE_NAME);
    }
}
