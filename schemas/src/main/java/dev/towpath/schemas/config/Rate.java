package dev.towpath.schemas.config;

import java.time.Duration;

/// So many in a time.
///
/// @param count 0 for any number
/// @param per the time: a second, a minute or an hour
public record Rate(int count, Duration per) {
    public static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

    static final String WORD = "unlimited";
    static final String FORM = WORD + "|[1-9][0-9]{0,6}/(s|m|h)";

    public Rate {
        if (count < 0 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("expected a count from 0 in a time above 0");
        }
    }

    /// Reads what the file says, such as `50/s`, `200/m`, `1000/h` or `unlimited`.
    ///
    /// @throws IllegalArgumentException when it is something else
    public static Rate of(String text) {
        if (!text.matches(FORM)) {
            throw new IllegalArgumentException("expected a rate such as 50/s, got " + text);
        }
        if (text.equals(WORD)) {
            return UNLIMITED;
        }
        int slash = text.indexOf('/');
        return new Rate(
                Integer.parseInt(text.substring(0, slash)),
                switch (text.charAt(slash + 1)) {
                    case 's' -> Duration.ofSeconds(1);
                    case 'm' -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                });
    }

    public boolean isLimited() {
        return count > 0;
    }

    /// How many that is in a second.
    public double perSecond() {
        return count * 1_000.0 / per.toMillis();
    }

    /// As the file says it.
    @Override
    public String toString() {
        if (!isLimited()) {
            return WORD;
        }
        return count
                + (per.equals(Duration.ofSeconds(1))
                        ? "/s"
                        : per.equals(Duration.ofMinutes(1)) ? "/m" : "/h");
    }
}
