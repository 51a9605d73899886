package dev.towpath.console.filter;

import dev.towpath.schemas.config.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// A point in time as people write it: `2h` ago, or ISO-8601 with or without time and zone (UTC
/// when none is said).
public final class Moment {
    private static final Duration AGES = Duration.ofDays(10_000);

    private Moment() {}

    /// Reads one; empty when the text is none.
    public static Optional<Instant> parse(String text, Instant now) {
        Optional<Duration> ago = Units.duration(text);
        if (ago.isPresent()) {
            return ago.map(duration -> now.minus(duration.compareTo(AGES) > 0 ? AGES : duration));
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return local(text);
        }
    }

    private static Optional<Instant> local(String text) {
        try {
            return Optional.of(
                    text.contains("T")
                            ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
