package dev.towpath.gateway.ladder;

import java.time.Duration;
import java.util.OptionalLong;

/// The broker's time, as far as it is known here: what Kafka said when it confirmed a record, and
/// the time since that word arrived. The machine's own clock has no part in it.
///
/// It is never ahead of the broker, and behind it by the fastest answer of the last second or two.
/// Safe for use by many threads.
final class BrokerClock {
    /// After this long without an answer the time is unknown.
    static final Duration FRESH = Duration.ofSeconds(5);

    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final long NONE = Long.MIN_VALUE;

    private long best = NONE;
    private long bestBefore = NONE;
    private long windowStart;
    private long heardAt;
    private boolean heard;

    /// Kafka's answer arrived.
    ///
    /// @param appendMillis the time that the broker gave the record, milliseconds since 1970
    /// @param nanos now, by [System#nanoTime]
    synchronized void heard(long appendMillis, long nanos) {
        long offset = appendMillis * 1_000_000 - nanos;
        if (!heard || nanos - windowStart > 2 * WINDOW) {
            bestBefore = NONE;
            best = offset;
            windowStart = nanos;
        } else if (nanos - windowStart > WINDOW) {
            bestBefore = best;
            best = offset;
            windowStart = nanos;
        } else {
            best = Math.max(best, offset);
        }
        heardAt = nanos;
        heard = true;
    }

    /// Milliseconds since 1970; empty when Kafka has not answered for a while.
    ///
    /// @param nanos now, by [System#nanoTime]
    synchronized OptionalLong millis(long nanos) {
        if (!heard || nanos - heardAt > FRESH.toNanos()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((Math.max(best, bestBefore) + nanos) / 1_000_000);
    }

    /// Forgets what was heard: after a stand-still of the machine nothing of it holds.
    synchronized void forget() {
        heard = false;
    }
}
