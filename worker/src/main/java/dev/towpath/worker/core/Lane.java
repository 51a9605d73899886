package dev.towpath.worker.core;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The jobs of a group in this worker: as many as may be run or are ready, the rest wait, in the
/// order of the log.
final class Lane {
    final long key;
    private final ArrayDeque<Job> waiting = new ArrayDeque<>(2);
    private int admitted;

    Lane(long key) {
        this.key = key;
    }

    /// Puts a job behind the others.
    ///
    /// @param width how many may run at a time
    /// @return whether it is its turn at once
    boolean enter(Job job, int width) {
        if (admitted < width) {
            admitted++;
            return true;
        }
        waiting.add(job);
        return false;
    }

    /// A job whose turn it was has ended.
    ///
    /// @return the one whose turn it is now; null when there is none
    @Nullable Job leave() {
        Job next = waiting.poll();
        if (next == null) {
            admitted--;
        }
        return next;
    }

    /// Takes a job out that still waits for its turn.
    ///
    /// @return whether it did
    boolean stepOut(Job job) {
        return waiting.remove(job);
    }

    boolean isEmpty() {
        return admitted == 0;
    }
}
