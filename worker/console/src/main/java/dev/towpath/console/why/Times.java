package dev.towpath.console.why;

import java.time.Duration;
import java.time.Instant;

/// Times as people read them.
public final class Times {
    private Times() {}

    /// A moment, to the second.
    ///
    /// @param millis since 1970
    public static String at(long millis) {
        return Instant.ofEpochMilli(Math.floorDiv(millis, 1000) * 1000).toString();
    }

    /// A span in its two largest units, such as `2 h 5 min`; below ten seconds in milliseconds.
    public static String span(long millis) {
        Duration time = Duration.ofMillis(Math.max(0, millis));
        if (time.toDays() > 0) {
            return units(time.toDays(), "d", time.toHoursPart(), "h");
        }
        if (time.toHours() > 0) {
            return units(time.toHours(), "h", time.toMinutesPart(), "min");
        }
        if (time.toMinutes() > 0) {
            return units(time.toMinutes(), "min", time.toSecondsPart(), "s");
        }
        return time.toSeconds() >= 10 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String units(long large, String unit, int small, String smaller) {
        return large + " " + unit + (small > 0 ? " " + small + " " + smaller : "");
    }
}
