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

    /// Waits while everything warms up, then measures until the time is over or enough is done.
    ///
    /// @param warm seconds from the first job on that do not count
    /// @param seconds that do
    /// @return jobs a second
    /// @throws IllegalStateException when nothing is done within a minute
    double rate(long warm, long seconds) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (firstAt.get() == 0) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("no job was done within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        TimeUnit.SECONDS.sleep(warm);
        long from = System.nanoTime();
        long before = done.sum();
        while (true) {
            long now = System.nanoTime();
            long sum = done.sum();
            if (sum >= enough || now - from >= TimeUnit.SECONDS.toNanos(seconds)) {
                return (sum - before) * 1e9 / (now - from);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
