package dev.towpath.worker.core;

import java.util.ArrayDeque;

/// The jobs of a group in this worker: the first runs or is ready, the rest wait, in the order of
/// the log.
final class Lane {
    final long key;
    final ArrayDeque<Job> jobs = new ArrayDeque<>(2);

    Lane(long key) {
        this.key = key;
    }
}
