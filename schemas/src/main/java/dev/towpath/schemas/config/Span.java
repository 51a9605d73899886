package dev.towpath.schemas.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// A duration, in whole milliseconds.
record Span(Duration least, Duration most) implements Kind {
    static Span of(String least, String most) {
        return new Span(Units.duration(least).orElseThrow(), Units.duration(most).orElseThrow());
    }

    @Override
    public String word() {
        return "duration";
    }

    @Override
    public String range() {
        return Units.text(least) + " to " + Units.text(most);
    }

    @Override
    public String expected() {
        return "a duration from " + range() + ", as a number and one of ms s m h d";
    }

    @Override
    public Optional<Object> read(String text) {
        return Units.duration(text).<Object>map(d -> d).filter(this::allows);
    }

    @Override
    public boolean allows(Object value) {
        return value instanceof Duration span
                && span.compareTo(least) >= 0
                && span.compareTo(most) <= 0;
    }

    @Override
    public String hint(String text) {
        if (text.matches("[0-9]{1,12}")) {
            return "say the unit, such as " + text + "s or " + text + "ms";
        }
        String plain = text.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
        String guess =
                plain.replaceFirst("(?<=[0-9])(millis|milliseconds?|msecs?)$", "ms")
                        .replaceFirst("(?<=[0-9])(seconds?|secs?)$", "s")
                        .replaceFirst("(?<=[0-9])(minutes?|mins?)$", "m")
                        .replaceFirst("(?<=[0-9])(hours?|hrs?)$", "h")
                        .replaceFirst("(?<=[0-9])(days?)$", "d");
        return !guess.equals(text) && read(guess).isPresent() ? "did you mean " + guess + "?" : "";
    }

    @Override
    public String show(Object value) {
        return Units.text((Duration) value);
    }
}
