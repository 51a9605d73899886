package dev.towpath.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// S9: no attempt starts early, by the cluster's clock, however wrong the workers' clocks are: not
/// before the job's due time, not before that of the copy that it waits for, and not before the end
/// of the attempt before it and the least pause after that.
public final class NeverEarly implements Guarantee {
    @Override
    public String number() {
        return "S9";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Times());
    }

    private record Attempt(JobGeneration which, int number) {}

    private record Hop(JobGeneration which, int number) {}

    private static final class Times implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final Map<String, Event.Declared> types = new HashMap<>();
        private final Map<String, Long> submissionDueAt = new HashMap<>();
        private final Map<Hop, Long> copyDueAt = new HashMap<>();
        private final Map<JobGeneration, Integer> waitsFor = new HashMap<>();
        private final Map<Attempt, Long> endedAt = new HashMap<>();

        @Override
        public void on(Event.Declared declared, Inquiry inquiry) {
            types.put(declared.type(), declared);
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
        }

        @Override
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            if (copy.hop() == 0) {
                submissionDueAt.merge(copy.submission(), copy.dueAt(), Math::min);
            } else {
                JobGeneration which = new JobGeneration(copy.job(), copy.generation());
                copyDueAt.merge(new Hop(which, copy.hop()), copy.dueAt(), Math::min);
            }
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            waitsFor.put(new JobGeneration(mark.job(), mark.generation()), mark.hop());
        }

        @Override
        public void on(Event.AttemptEnded ended, Inquiry inquiry) {
            if (ended.result().burns()
                    && !owners.superseded(ended.job(), ended.fence().ownerEpoch())) {
                JobGeneration which = new JobGeneration(ended.job(), ended.generation());
                endedAt.merge(new Attempt(which, ended.attempt()), ended.at(), Math::max);
            }
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            Long due = submissionDueAt.get(started.submission());
            if (due != null) {
                notBefore(due, "it is due", started, inquiry);
            }
            if (owners.superseded(started.job(), started.fence().ownerEpoch())) {
                return;
            }
            JobGeneration which = new JobGeneration(started.job(), started.generation());
            Long copyDue = copyDueAt.get(new Hop(which, waitsFor.getOrDefault(which, 0)));
            if (copyDue != null) {
                notBefore(copyDue, "the copy that it waits for is due", started, inquiry);
            }
            int before = started.attempt() - 1;
            Long end = endedAt.get(new Attempt(which, before));
            if (end != null) {
                Event.Declared type = types.get(started.type());
                long pause = type == null ? 0 : pause(type.pausesMillis(), before);
                notBefore(
                        end + pause,
                        "the pause of " + pause + " ms after attempt " + before + " is over",
                        started,
                        inquiry);
            }
        }

        /// The least pause after an attempt.
        private static long pause(List<Long> pauses, int attempt) {
            return pauses.isEmpty() ? 0 : pauses.get(Math.min(attempt, pauses.size()) - 1);
        }

        private static void notBefore(
                long time, String what, Event.AttemptStarted started, Inquiry inquiry) {
            if (started.at() == 0 || time == 0) {
                return;
            }
            inquiry.require(
                    started.at() >= time,
                    "job "
                            + started.job()
                            + " starts attempt "
                            + started.attempt()
                            + " "
                            + (time - started.at())
                            + " ms before "
                            + what);
        }
    }
}
