package dev.towpath.console.replay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps a replay to its rate, and knows when it is to stop.
final class Pace {
    private final CountDownLatch stop = new CountDownLatch(1);
    private long nanosEach;
    private long nextAt = System.nanoTime();

    /// @param rate how many a second; 0 for no bound
    void begin(double rate) {
        nanosEach = rate > 0 ? (long) (1e9 / rate) : 0;
    }

    /// Waits for the turn of the next one. Who is told to stop does not wait any more.
    void await() {
        if (nanosEach == 0) {
            return;
        }
        long now = System.nanoTime();
        nextAt = Math.max(nextAt, now - nanosEach);
        try {
            if (nextAt > now && stop.await(nextAt - now, TimeUnit.NANOSECONDS)) {
                nextAt = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nextAt += nanosEach;
    }

    void stop() {
        stop.countDown();
    }

    boolean stopped() {
        return stop.getCount() == 0;
    }
}
