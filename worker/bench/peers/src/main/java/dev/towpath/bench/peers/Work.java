package dev.towpath.bench.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// What a handler does with each job, the same for whoever calls it, and how many it did.
final class Work {
    /// Six steps that wait for each other take a good one and a half nanoseconds. Not measured
    /// here, so that it is the same work for all.
    private static final int TURNS_A_MICROSECOND = 600;

    /// Keeps the turns from being left out.
    @SuppressWarnings("unused")
    private static volatile long last;

    private final long waitNanos;
    private final int turns;
    private final long enough;
    private final LongAdder done = new LongAdder();
    private final AtomicLong firstAt = new AtomicLong();

    /// @param waitMicros that it waits, as for an answer from elsewhere
    /// @param workMicros of processor time that it takes, about
    /// @param enough jobs to end with
    Work(int waitMicros, int workMicros, long enough) {
        this.waitNanos = TimeUnit.MICROSECONDS.toNanos(waitMicros);
        this.turns = workMicros * TURNS_A_MICROSECOND;
        this.enough = enough;
    }

    /// Numbers that follow each other by chance (Marsaglia's xorshift, 64 bits). No compiler can
    /// make one step of many, as it does with additions and multiplications.
    private static void turn(int turns) {
        long number = 1;
        for (int i = 0; i < turns; i++) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
        last = number;
    }

    /// Does one job.
    void run() {
        if (firstAt.get() == 0) {
            firstAt.compareAndSet(0, System.nanoTime());
        }
        if (waitNanos > 0) {
            pause();
        }
        if (turns > 0) {
            turn(turns);
        }
        done.increment();
    }

    private void pause() {
        long until = System.nanoTime() + waitNanos;
        for (long left = waitNanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Waits while everything warms up, then measures until the time is over or enough is done.
    ///
    /// @param warm seconds from the first job on that do not count; fewer if most are done
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
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(warm);
        while (System.nanoTime() < until && done.sum() < enough * 6 / 10) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
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
