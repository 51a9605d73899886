package dev.towpath.bench.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// What a handler does with each job, the same for whoever calls it, and how many it did.
final class Work {
    private final long pauseNanos;
    private final long enough;
    private final LongAdder done = new LongAdder();
    private final AtomicLong firstAt = new AtomicLong();

    /// @param pauseMillis that it waits, as for an answer from elsewhere
    /// @param enough jobs to end with
    Work(int pauseMillis, long enough) {
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        this.enough = enough;
    }

    /// Does one job.
    void run() {
        if (firstAt.get() == 0) {
            firstAt.compareAndSet(0, System.nanoTime());
        }
        if (pauseNanos > 0) {
            pause();
        }
        done.increment();
    }

    private void pause() {
        long until = System.nanoTime() + pauseNanos;
        for (long left = pauseNanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Waits until enough is done or the time since the first job is over.
    ///
    /// @return jobs a second from the first one on
    double rate(long seconds) throws InterruptedException {
        while (true) {
            long first = firstAt.get();
            long now = System.nanoTime();
            long sum = done.sum();
            boolean over = first != 0 && now - first >= TimeUnit.SECONDS.toNanos(seconds);
            if (sum >= enough || over) {
                return sum * 1e9 / Math.max(1, now - first);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
