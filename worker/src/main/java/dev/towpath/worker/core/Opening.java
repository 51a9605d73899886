package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What waits until the express topic is read up to where it ended when a partition was opened,
/// since a cancel may be there. As far as there is room for it.
final class Opening {
    private final long expressEnd;
    private List<Job> jobs = new ArrayList<>();
    private List<Behind> submissions = new ArrayList<>();
    private final Set<Id> ids = new HashSet<>();

    /// The halves of a job's id.
    private record Id(long high, long low) {}

    Opening(long expressEnd) {
        this.expressEnd = expressEnd;
    }

    /// Whether it is to be read yet.
    boolean lasts(Partition partition) {
        return partition.express.position() < expressEnd && !partition.expressPaused;
    }

    /// Keeps a job that may not begin yet.
    void keep(Job job) {
        jobs.add(job);
    }

    /// Keeps a submission that may not be judged yet.
    void keep(Behind submission) {
        Arrival.Submitted arrival = submission.arrival();
        submission.partition().took(arrival.bytes());
        submissions.add(submission);
        ids.add(new Id(arrival.high(), arrival.low()));
    }

    /// Whether one of the same id is kept. What lies behind it in the log must not be judged before
    /// it: it would pass for read already.
    boolean keepsOneLike(Arrival.Submitted arrival) {
        return !ids.isEmpty() && ids.contains(new Id(arrival.high(), arrival.low()));
    }

    /// The jobs that were kept, once it is read; before that none.
    List<Job> jobs(Partition partition) {
        if (jobs.isEmpty() || lasts(partition)) {
            return List.of();
        }
        List<Job> all = jobs;
        jobs = new ArrayList<>();
        return all;
    }

    /// The submissions that were kept, once it is read; before that none.
    List<Behind> submissions(Partition partition) {
        if (submissions.isEmpty() || lasts(partition)) {
            return List.of();
        }
        List<Behind> all = submissions;
        submissions = new ArrayList<>();
        ids.clear();
        return all;
    }
}
