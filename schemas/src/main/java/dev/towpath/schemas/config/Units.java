package dev.towpath.schemas.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How durations and sizes are written: `10s`, `24h`, `256KiB`.
public final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,19})([A-Za-z]{1,3})");

    private enum Time {
        d(86_400_000L),
        h(3_600_000L),
        m(60_000L),
        s(1_000L),
        ms(1L);

        private final long millis;

        Time(long millis) {
            this.millis = millis;
        }
    }

    private enum Size {
        TiB(1L << 40),
        GiB(1L << 30),
        MiB(1L << 20),
        KiB(1L << 10),
        B(1L);

        private final long bytes;

        Size(long bytes) {
            this.bytes = bytes;
        }
    }

    private Units() {}

    /// Reads a whole number and one of `ms s m h d`; empty when the text is something else or more
    /// than 2^63-1 ms.
    public static Optional<Duration> duration(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (parts.matches()) {
            for (Time unit : Time.values()) {
                if (unit.name().equals(parts.group(2))) {
                    return times(parts.group(1), unit.millis).map(Duration::ofMillis);
                }
            }
        }
        return Optional.empty();
    }

    /// Reads a whole number and one of `B KiB MiB GiB TiB`; empty when the text is something else
    /// or more than 2^63-1 bytes.
    public static Optional<Long> bytes(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (parts.matches()) {
            for (Size unit : Size.values()) {
                if (unit.name().equals(parts.group(2))) {
                    return times(parts.group(1), unit.bytes);
                }
            }
        }
        return Optional.empty();
    }

    /// A duration in the largest unit that leaves a whole number; parts of a millisecond are cut.
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (Time unit : Time.values()) {
            if (millis % unit.millis == 0) {
                return millis / unit.millis + unit.name();
            }
        }
        throw new IllegalStateException("every number of milliseconds has a unit");
    }

    /// A number of bytes in the largest unit that leaves a whole number.
    public static String text(long bytes) {
        if (bytes == 0) {
            return "0B";
        }
        for (Size unit : Size.values()) {
            if (bytes % unit.bytes == 0) {
                return bytes / unit.bytes + unit.name();
            }
        }
        throw new IllegalStateException("every number of bytes has a unit");
    }

    private static Optional<Long> times(String digits, long unit) {
        BigInteger number = new BigInteger(digits).multiply(BigInteger.valueOf(unit));
        return number.bitLength() > 63 ? Optional.empty() : Optional.of(number.longValue());
    }
}
