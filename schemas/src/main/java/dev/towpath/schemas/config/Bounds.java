package dev.towpath.schemas.config;

import java.time.Duration;

/// The checks that the records share.
final class Bounds {
    private Bounds() {}

    static void within(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "expected " + what + " to be from " + least + " to " + most + ", got " + value);
        }
    }

    static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "expected " + what + " to be longer than nothing, got " + value);
        }
    }

    static void named(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("expected " + what + " to be said, got nothing");
        }
    }
}
