package dev.towpath.cli.demo;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long the gateway has not answered, and why as far as anybody knows. Safe for use by many
/// threads.
final class Silence {
    private @Nullable IOException why;
    private long sinceNanos;

    /// It did not answer.
    synchronized void goesOn(IOException failure) {
        if (why == null) {
            sinceNanos = System.nanoTime();
        }
        why = failure;
    }

    /// It answered.
    synchronized void ends() {
        why = null;
    }

    synchronized boolean lasts() {
        return why != null;
    }

    /// Why there is no use in waiting any more: it has lasted too long, or the last answer was one
    /// that does not change by waiting. Null while there is.
    synchronized @Nullable IOException hopeless(Duration patience) {
        if (why instanceof GatewayRefusal refusal && !refusal.passes()) {
            return why;
        }
        boolean tooLong = System.nanoTime() - sinceNanos > patience.toNanos();
        return tooLong ? why : null;
    }
}
