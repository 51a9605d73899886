package dev.towpath.cli.dev;

import java.util.Locale;

/// Time that has passed, as people read it.
final class Elapsed {
    private Elapsed() {}

    /// Seconds with one digit after the point, such as `2.4 s`.
    ///
    /// @param startNanos by [System#nanoTime()]
    static String since(long startNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startNanos) / 1e9);
    }
}
