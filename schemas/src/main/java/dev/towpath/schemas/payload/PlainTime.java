package dev.towpath.schemas.payload;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/// Dates and times as ISO-8601 text, and as the numbers that Avro holds. What a number cannot hold
/// exactly is refused, never rounded.
final class PlainTime {
    private static final long NANOS = 1_000_000_000L;
    private static final int LONGEST = 48;

    private PlainTime() {}

    /// The number of a text; empty when the text is not of the form, or has more digits than the
    /// number keeps, or is out of its range.
    static OptionalLong parse(PlainForm form, String text) {
        if (text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    switch (form) {
                        case DATE ->
                                Math.toIntExact(LocalDate.parse(text, ISO_LOCAL_DATE).toEpochDay());
                        case TIME_MILLIS, TIME_MICROS ->
                                exact(
                                        0,
                                        LocalTime.parse(text, ISO_LOCAL_TIME).toNanoOfDay(),
                                        form.digits());
                        case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS -> {
                            Instant instant =
                                    OffsetDateTime.parse(text, ISO_OFFSET_DATE_TIME).toInstant();
                            yield exact(instant.getEpochSecond(), instant.getNano(), form.digits());
                        }
                        case LOCAL_TIMESTAMP_MILLIS,
                                LOCAL_TIMESTAMP_MICROS,
                                LOCAL_TIMESTAMP_NANOS -> {
                            Instant instant =
                                    LocalDateTime.parse(text, ISO_LOCAL_DATE_TIME)
                                            .toInstant(ZoneOffset.UTC);
                            yield exact(instant.getEpochSecond(), instant.getNano(), form.digits());
                        }
                        case PLAIN, DECIMAL, UUID ->
                                throw new IllegalArgumentException(form + " is not a time");
                    });
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /// Whether the number is one that the form can have.
    static boolean inRange(PlainForm form, long number) {
        return switch (form) {
            case TIME_MILLIS -> number >= 0 && number < 86_400_000L;
            case TIME_MICROS -> number >= 0 && number < 86_400_000_000L;
            case PLAIN,
                    DATE,
                    TIMESTAMP_MILLIS,
                    TIMESTAMP_MICROS,
                    TIMESTAMP_NANOS,
                    LOCAL_TIMESTAMP_MILLIS,
                    LOCAL_TIMESTAMP_MICROS,
                    LOCAL_TIMESTAMP_NANOS,
                    DECIMAL,
                    UUID ->
                    true;
        };
    }

    /// The text of a number that is in range.
    static String text(PlainForm form, long number) {
        long perSecond = power(form.digits());
        long second = Math.floorDiv(number, perSecond);
        int nano = (int) (Math.floorMod(number, perSecond) * (NANOS / perSecond));
        return switch (form) {
            case DATE -> ISO_LOCAL_DATE.format(LocalDate.ofEpochDay(number));
            case TIME_MILLIS, TIME_MICROS ->
                    ISO_LOCAL_TIME.format(LocalTime.ofSecondOfDay(second).withNano(nano));
            case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS ->
                    Instant.ofEpochSecond(second, nano).toString();
            case LOCAL_TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MICROS, LOCAL_TIMESTAMP_NANOS ->
                    ISO_LOCAL_DATE_TIME.format(
                            LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC));
            case PLAIN, DECIMAL, UUID ->
                    throw new IllegalArgumentException(form + " is not a time");
        };
    }

    /// Seconds and nanoseconds as one number of units.
    private static long exact(long second, long nano, int digits) {
        long perSecond = power(digits);
        long nanosPerUnit = NANOS / perSecond;
        if (nano % nanosPerUnit != 0) {
            throw new ArithmeticException("more digits than " + digits);
        }
        long units = nano / nanosPerUnit;
        // Towards zero first, so that the least number does not overflow on the way.
        return second < 0 && units > 0
                ? Math.addExact(Math.multiplyExact(second + 1, perSecond), units - perSecond)
                : Math.addExact(Math.multiplyExact(second, perSecond), units);
    }

    private static long power(int digits) {
        return switch (digits) {
            case 3 -> 1_000L;
            case 6 -> 1_000_000L;
            case 9 -> NANOS;
            default -> 1L;
        };
    }
}
