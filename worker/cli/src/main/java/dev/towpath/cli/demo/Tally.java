package dev.towpath.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What has become of the posted jobs so far. Safe for use by many threads.
final class Tally {
    /// A job that ended otherwise than done.
    record Loss(String what, String code, String reason) {}

    /// Lines that were refused for one reason.
    ///
    /// @param example what the gateway said of one of them
    record Refused(int lines, String example) {}

    private final List<Loss> dead = new ArrayList<>();
    private final SortedMap<String, Refused> refused = new TreeMap<>();
    private final Semaphore changes = new Semaphore(0);
    private long[] millis = new long[1024];
    private int posted;
    private int accepted;
    private int done;
    private int duplicates;
    private int refusedLines;

    /// Waits until something has changed, or for this long.
    ///
    /// @return whether anything has
    boolean awaitChange(Duration atMost) throws InterruptedException {
        boolean changed = changes.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        changes.drainPermits();
        return changed;
    }

    synchronized void posted() {
        changes.release();
        posted++;
    }

    synchronized void accepted() {
        changes.release();
        accepted++;
    }

    synchronized void duplicate() {
        changes.release();
        duplicates++;
    }

    /// @param tookMillis from POST to done
    synchronized void done(long tookMillis) {
        if (done == millis.length) {
            millis = Arrays.copyOf(millis, done * 2);
        }
        changes.release();
        millis[done++] = Math.max(0, tookMillis);
    }

    synchronized void dead(Loss loss) {
        changes.release();
        dead.add(loss);
    }

    /// @param code why, such as `TP-2001`
    synchronized void refused(String code, String detail) {
        changes.release();
        refusedLines++;
        refused.merge(
                code,
                new Refused(1, detail),
                (before, _) -> new Refused(before.lines() + 1, before.example()));
    }

    /// The numbers as they are now.
    synchronized Numbers numbers() {
        long[] sorted = Arrays.copyOf(millis, done);
        Arrays.sort(sorted);
        return new Numbers(
                posted,
                accepted,
                done,
                duplicates,
                List.copyOf(dead),
                new TreeMap<>(refused),
                percentile(sorted, 50),
                percentile(sorted, 99));
    }

    /// How many of the posted ones need no more waiting for.
    synchronized int settled() {
        return done + duplicates + dead.size() + refusedLines;
    }

    synchronized int postedSoFar() {
        return posted;
    }

    /// The nearest-rank percentile; 0 of nothing.
    static long percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }

    /// @param p50Millis from POST to done, of those that were done now
    record Numbers(
            int posted,
            int accepted,
            int done,
            int duplicates,
            List<Loss> dead,
            SortedMap<String, Refused> refused,
            long p50Millis,
            long p99Millis) {
        int refusedLines() {
            return refused.values().stream().mapToInt(Refused::lines).sum();
        }
    }
}
