package dev.towpath.worker.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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

    /// Whether any waits for its turn.
    boolean isEmpty() {
        return unmarked.isEmpty() && repeated.isEmpty();
    }

    /// Those that may begin, once they are marked.
    ///
    /// @param room keeps room for one, if there is any
    List<Job> next(Predicate<Job> room) {
        List<Job> next = new ArrayList<>();
        while (running < AT_ONCE && isFirst(unmarked, room)) {
            running++;
            next.add(unmarked.remove());
        }
        if (!repeatedRuns && isFirst(repeated, room)) {
            repeatedRuns = true;
            next.add(repeated.remove());
        }
        return next;
    }

    /// Whether there is one, and room for it. One that ended meanwhile is passed over.
    private static boolean isFirst(ArrayDeque<Job> jobs, Predicate<Job> room) {
        while (!jobs.isEmpty() && jobs.peek().phase == Job.Phase.SETTLED) {
            jobs.remove();
        }
        return !jobs.isEmpty() && room.test(jobs.peek());
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
