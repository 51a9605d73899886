package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.List;

/// What waits until the express topic is read up to where it ended when a partition was opened,
/// since a cancel may be there. As far as there is room for it.
final class Opening {
    private final long expressEnd;
    private List<Job> jobs = new ArrayList<>();
    private List<Behind> submissions = new ArrayList<>();

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
        submission.partition().took(submission.arrival().bytes());
        submissions.add(submission);
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
        return all;
    }
}
