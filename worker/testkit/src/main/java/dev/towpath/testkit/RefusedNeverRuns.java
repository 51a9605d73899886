package dev.towpath.testkit;

import java.util.HashSet;
import java.util.Set;

/// S3: no attempt of a job that was refused. When a job of the same id was accepted as well, or may
/// have been, only what was refused must not run.
public final class RefusedNeverRuns implements Guarantee {
    @Override
    public String number() {
        return "S3";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Refusals());
    }

    private static final class Refusals implements Inquiry.Examiner {
        private final Set<String> refusedJobs = new HashSet<>();
        private final Set<String> refusedSubmissions = new HashSet<>();
        private final Set<String> otherJobs = new HashSet<>();
        private final Set<String> otherSubmissions = new HashSet<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.answer() == Event.Answer.REFUSED) {
                refusedJobs.add(submitted.job());
                refusedSubmissions.add(submitted.submission());
                inquiry.judged();
            } else {
                otherJobs.add(submitted.job());
                otherSubmissions.add(submitted.submission());
            }
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            boolean isSubmissionRefused =
                    refusedSubmissions.contains(started.submission())
                            && !otherSubmissions.contains(started.submission());
            boolean isJobRefused =
                    refusedJobs.contains(started.job()) && !otherJobs.contains(started.job());
            if (isSubmissionRefused || isJobRefused) {
                inquiry.breach("job " + started.job() + " was refused, and started");
            }
        }
    }
}
