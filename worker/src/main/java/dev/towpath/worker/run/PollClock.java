package dev.towpath.worker.run;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The time that the engine goes by: the machine's clock, but it never goes back nor stands still.
/// When the machine's clock is set back, this one goes on at half its pace until it is reached;
/// when it jumps ahead, as after a sleep of the machine, the jump is told. For the poll thread.
final class PollClock {
    private static final long JUMP_MILLIS = 2_000;

    private final InstantSource machine;
    private final LongSupplier nanos;
    private long now;
    private long askedAt;
    private long behind;
    private long slept;

    /// @param nanos a clock that nobody sets, such as [System#nanoTime]
    PollClock(InstantSource machine, LongSupplier nanos) {
        this.machine = machine;
        this.nanos = nanos;
        this.now = machine.millis();
        this.askedAt = nanos.getAsLong();
    }

    /// Milliseconds since 1970.
    long millis() {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - askedAt);
        askedAt += TimeUnit.MILLISECONDS.toNanos(elapsed);
        long shown = machine.millis();
        if (shown >= now) {
            long jump = shown - (now + elapsed);
            if (jump > JUMP_MILLIS) {
                slept += jump;
            }
            now = shown;
        } else {
            behind += elapsed;
            now += behind / 2;
            behind %= 2;
        }
        return now;
    }

    /// By how many milliseconds the machine's clock has jumped ahead since this was asked last.
    long slept() {
        long told = slept;
        slept = 0;
        return told;
    }
}
