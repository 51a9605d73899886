package dev.towpath.bench.peers.queues;

import java.time.Instant;
import java.util.Locale;

/// What each job carries: one string of JSON, 300 bytes in all, `{"at": …, "text": "xxx…"}`.
public final class TimedPayload {
    private static final int BYTES = 300;
    private static final String BEFORE = "{\"at\": ";
    private static final String BETWEEN = ", \"text\": \"";
    private static final String AFTER = "\"}";

    private TimedPayload() {}

    /// @param at the number that it carries, written with three decimals
    static String of(double at) {
        String head = BEFORE + String.format(Locale.ROOT, "%.3f", at) + BETWEEN;
        return head + "x".repeat(BYTES - head.length() - AFTER.length()) + AFTER;
    }

    /// The number that a payload carries.
    public static double at(String payload) {
        return Options.JSON.readTree(payload).path("at").asDouble();
    }

    /// The time in epoch milliseconds, with their fraction.
    public static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
    }
}
