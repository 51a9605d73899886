package dev.towpath.e2e.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How often each worker has come to each step. Who wants to know that it has, waits here.
public final class Steps {
    private final Map<String, Integer> counts = new HashMap<>();
    private volatile Nemesis nemesis = (worker, step, count) -> true;

    public void suffer(Nemesis other) {
        nemesis = other;
    }

    /// @return whether what is under way goes on
    boolean reached(String worker, Step step) throws InterruptedException {
        return nemesis.at(worker, step, count(worker, step));
    }

    private synchronized int count(String worker, Step step) {
        notifyAll();
        return counts.merge(worker + " " + step, 1, Integer::sum);
    }

    /// Waits until a worker has come to a step so many times.
    public synchronized void await(String worker, Step step, int count, Duration within)
            throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (counts.getOrDefault(worker + " " + step, 0) < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "worker "
                                + worker
                                + " has not come to "
                                + step
                                + " "
                                + count
                                + " times within "
                                + within
                                + ": "
                                + counts);
            }
            wait(left);
        }
    }
}
