package dev.towpath.bench.peers.queues;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The jobs that JobRunr runs, and what they saw. JobRunr stores the name of a method and calls it
/// by reflection, so they are public and static, and what they saw is of the process.
public final class JobRunrJobs {
    /// How many no-ops have ended, and when the last did, by [System#nanoTime()].
    static final AtomicInteger ENDED = new AtomicInteger();

    static final AtomicLong LAST = new AtomicLong(Long.MIN_VALUE);

    /// The jobs that have started, and when they should have.
    static final Queue<Started> STARTED = new ConcurrentLinkedQueue<>();

    /// When the first attempt of a job ended, by its number, in nanoseconds.
    static final Map<Integer, Long> FAILED = new ConcurrentHashMap<>();

    /// How long after that the second began, in milliseconds.
    static final Map<Integer, Double> AGAIN = new ConcurrentHashMap<>();

    private static final long SLEEP_MILLIS = 20;

    private JobRunrJobs() {}

    /// @param at when it was due, in epoch milliseconds
    /// @param late how much later it started, in milliseconds
    record Started(double at, double late) {}

    /// Does nothing.
    public static void noOp(String payload) {
        LAST.accumulateAndGet(System.nanoTime(), Math::max);
        ENDED.incrementAndGet();
    }

    /// Notes how late it is.
    public static void timed(String payload) {
        double now = TimedPayload.now();
        double at = TimedPayload.at(payload);
        STARTED.add(new Started(at, now - at));
    }

    /// Takes 20 ms.
    public static void sleeps(String payload) throws InterruptedException {
        Thread.sleep(SLEEP_MILLIS);
    }

    /// Fails at first.
    public static void failsOnce(String payload) {
        long now = System.nanoTime();
        int number = (int) TimedPayload.at(payload);
        Long failed = FAILED.get(number);
        if (failed != null) {
            AGAIN.putIfAbsent(number, (now - failed) / 1e6);
            return;
        }
        FAILED.put(number, System.nanoTime());
        throw new FirstAttemptException();
    }

    /// The failure that was asked for, without a trace: nothing is to be learnt from it.
    static final class FirstAttemptException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FirstAttemptException() {
            super("the first attempt fails", null, false, false);
        }
    }
}
