package dev.towpath.schemas.config;

import java.time.Duration;
import java.util.regex.Pattern;

/// A job type: where its jobs go, how they are written, and how they run.
///
/// @param queue the queue that its jobs go to
/// @param payload how its payload is written
/// @param order in which order its jobs run
/// @param retry what becomes of a job whose attempt failed
/// @param timeout how long one attempt may run
/// @param dedupWindow how long a dedup key takes effect once
/// @param limits how many of its jobs may run at a time
/// @param onDead the type of a job that is emitted when one of this type is dead; empty for none
/// @param allowUnknown whether a type that is not named in the configuration is taken all the same;
///     said only under `"*"`
public record TypeConfig(
        String queue,
        PayloadKind payload,
        Order order,
        RetryConfig retry,
        Duration timeout,
        Duration dedupWindow,
        LimitConfig limits,
        String onDead,
        boolean allowUnknown) {
    private static final Pattern NAME = Pattern.compile(ConfigKeys.TYPE_NAME);

    public TypeConfig {
        Bounds.check("types.<type>.queue", queue);
        Bounds.check("types.<type>.timeout", timeout);
        Bounds.check("types.<type>.dedupWindow", dedupWindow);
        Bounds.check("types.<type>.onDead", onDead);
    }

    /// A type with no limit but that of one worker, of whose dead nobody is told.
    public TypeConfig(
            String queue,
            PayloadKind payload,
            Order order,
            RetryConfig retry,
            Duration timeout,
            Duration dedupWindow,
            int maxInFlight,
            boolean allowUnknown) {
        this(
                queue,
                payload,
                order,
                retry,
                timeout,
                dedupWindow,
                LimitConfig.of(maxInFlight),
                "",
                allowUnknown);
    }

    /// The built-in values.
    public static TypeConfig defaults() {
        return new ConfigRecords(Settings.builtIn()).type(TowpathConfig.ANY_TYPE);
    }

    /// The same type, tried again in another way.
    public TypeConfig retried(RetryConfig other) {
        return new TypeConfig(
                queue, payload, order, other, timeout, dedupWindow, limits, onDead, allowUnknown);
    }

    /// The same type with other limits.
    public TypeConfig limited(LimitConfig others) {
        return new TypeConfig(
                queue, payload, order, retry, timeout, dedupWindow, others, onDead, allowUnknown);
    }

    /// The same type, of whose dead another type is told.
    public TypeConfig onDead(String type) {
        return new TypeConfig(
                queue, payload, order, retry, timeout, dedupWindow, limits, type, allowUnknown);
    }

    /// Whether a name may be a type's: 1 to 128 of `A-Z a-z 0-9 . _ -`, beginning with a letter or
    /// digit.
    public static boolean isTypeName(String name) {
        return NAME.matcher(name).matches();
    }
}
