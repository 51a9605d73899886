package dev.towpath.console.doctor;

import java.time.Duration;
import java.util.Locale;

/// Lengths of time as people say them: two units at most.
final class Rough {
    private Rough() {}

    static String text(Duration time) {
        Duration span = time.abs();
        if (span.toDays() > 0) {
            return two(span.toDays(), "d", span.toHoursPart(), "h");
        }
        if (span.toHours() > 0) {
            return two(span.toHours(), "h", span.toMinutesPart(), "m");
        }
        if (span.toMinutes() > 0) {
            return two(span.toMinutes(), "m", span.toSecondsPart(), "s");
        }
        return String.format(Locale.ROOT, "%.1fs", span.toMillis() / 1000.0);
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + unit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
