package dev.towpath.worker.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The jobs of a partition whose last owner died: any of those that it may have been running can be
/// what killed it. Each is run behind a durable start mark, so that the next heir knows; those with
/// which a worker has died before, one at a time, so that the innocent among them are told from the
/// guilty.
final class Suspects {
    private static final int AT_ONCE = 64;

    private final ArrayDeque<Job> unmarked = new ArrayDeque<>();
    private final ArrayDeque<Job> repeated = new ArrayDeque<>();
    private int left;
    private int running;
    private boolean repeatedRuns;

    /// @param most how many jobs a worker runs at once: no more can have been running
    Suspects(boolean unclean, int most) {
        this.left = unclean ? most : 0;
    }

    /// Judges a job that was just taken in.
    boolean suspects(Job job) {
        if (left > 0) {
            left--;
            return true;
        }
        return job.crashes > 0;
    }

    /// A suspect's turn has come.
    void add(Job job) {
        (job.crashes > 0 ? repeated : unmarked).add(job);
    }

    /// Those that may begin, once they are marked.
    List<Job> next() {
        List<Job> next = new ArrayList<>();
        while (running < AT_ONCE && !unmarked.isEmpty()) {
            Job job = unmarked.remove();
            if (job.phase != Job.Phase.SETTLED) {
                running++;
                next.add(job);
            }
        }
        while (!repeatedRuns && !repeated.isEmpty()) {
            Job job = repeated.remove();
            if (job.phase != Job.Phase.SETTLED) {
                repeatedRuns = true;
                next.add(job);
            }
        }
        return next;
    }

    /// One that was marked has left.
    void left(Job job) {
        if (job.crashes > 0) {
            repeatedRuns = false;
        } else {
            running--;
        }
    }
}
