package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// S10: for every commit that an independent observer sees, of the jobs or of an express log, each
/// lower offset was terminal, a dead letter or durably re-homed before it; a job is said to wait
/// only when its copy is stored; a cancel is known to the ledger; and commits never go back.
public final class CommitNeverPassesUnsettled implements Guarantee {
    @Override
    public String number() {
        return "S10";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Commits());
    }

    private record Ran(JobGeneration which, long ownerEpoch) {}

    private static final class Commits implements Inquiry.Examiner {
        private final Map<String, Long> committed = new HashMap<>();
        private final Whereabouts whereabouts = new Whereabouts();
        private final Owners owners = new Owners();
        private final Map<String, Set<Ran>> ran = new HashMap<>();
        private final Set<JobGeneration> ended = new HashSet<>();
        private final Set<String> endedJobs = new HashSet<>();
        private final Set<String> conflicts = new HashSet<>();
        private final Set<String> letters = new HashSet<>();
        private final Set<Event.Waiting> waited = new HashSet<>();
        private final Map<String, Event.CancelMarked> cancels = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            whereabouts.see(submitted);
        }

        @Override
        public void on(Event.Foreign foreign, Inquiry inquiry) {
            whereabouts.see(foreign);
        }

        @Override
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.OnExpress copy, Inquiry inquiry) {
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.CancelAsked asked, Inquiry inquiry) {
            whereabouts.see(asked);
        }

        @Override
        public void on(Event.CancelMarked mark, Inquiry inquiry) {
            cancels.put(mark.job() + " " + mark.client(), mark);
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            ran.computeIfAbsent(started.submission(), _ -> new HashSet<>())
                    .add(
                            new Ran(
                                    new JobGeneration(started.job(), started.generation()),
                                    started.fence().ownerEpoch()));
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            whereabouts.see(mark);
            // After an unknown outcome a mark is written again, with all that came after it.
            inquiry.require(
                    !waited.add(mark) || whereabouts.holds(mark),
                    "job " + mark.job() + " waits for hop " + mark.hop() + ", which is nowhere");
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            whereabouts.see(terminal);
            if (terminal.state() == State.CONFLICT) {
                conflicts.add(terminal.submission());
            } else {
                ended.add(new JobGeneration(terminal.job(), terminal.generation()));
                endedJobs.add(terminal.job());
            }
        }

        @Override
        public void on(Event.DeadLettered letter, Inquiry inquiry) {
            letters.add(letter.partition() + "@" + letter.offset());
        }

        @Override
        public void on(Event.Committed commit, Inquiry inquiry) {
            long before = committed.getOrDefault(commit.partition(), 0L);
            inquiry.require(
                    commit.offset() >= before,
                    "the commit of "
                            + commit.partition()
                            + " goes back from "
                            + before
                            + " to "
                            + commit.offset());
            committed.put(commit.partition(), Math.max(before, commit.offset()));
            for (Event passed : whereabouts.pass(commit)) {
                inquiry.require(
                        settled(passed),
                        "the commit of "
                                + commit.partition()
                                + " at "
                                + commit.offset()
                                + " passes offset "
                                + offset(passed)
                                + ", which is not settled: "
                                + passed);
            }
        }

        private static long offset(Event event) {
            if (event instanceof Event.Foreign foreign) {
                return foreign.offset();
            }
            if (event instanceof Event.OnExpress copy) {
                return copy.offset();
            }
            if (event instanceof Event.CancelAsked asked) {
                return asked.offset();
            }
            return event instanceof Event.Submitted submitted ? submitted.offset() : -1;
        }

        private boolean settled(Event event) {
            if (event instanceof Event.Foreign foreign) {
                return letters.contains(foreign.partition() + "@" + foreign.offset());
            }
            if (event instanceof Event.OnExpress copy) {
                return copy.hop() == 0
                        ? judged(copy.job(), copy.submission(), true)
                        : !whereabouts.waitsFor(copy) || waitsElsewhere(copy.job());
            }
            if (event instanceof Event.CancelAsked asked) {
                return isKnown(asked);
            }
            return event instanceof Event.Submitted submitted
                    && judged(submitted.job(), submitted.submission(), false);
        }

        private boolean isKnown(Event.CancelAsked asked) {
            Event.@Nullable CancelMarked mark = cancels.get(asked.job() + " " + asked.client());
            return mark != null
                    && mark.askedAt() >= asked.askedAt()
                    && mark.jobsEnd() >= asked.jobsEnd();
        }

        private boolean judged(String job, String submission, boolean ofExpress) {
            if (conflicts.contains(submission)) {
                return true;
            }
            // What an owner ran and took with it when it went is judged anew by the next one.
            Set<Ran> runs = new HashSet<>(ran.getOrDefault(submission, Set.of()));
            runs.removeIf(one -> !isAccounted(one) && owners.superseded(job, one.ownerEpoch));
            if (runs.isEmpty()) {
                return endedJobs.contains(job) || waitsElsewhere(job) || repeats(job, ofExpress);
            }
            return runs.stream().anyMatch(this::isAccounted) || isThereAgain(submission);
        }

        /// Whether a submission that was passed over lies higher once more, and runs there.
        private boolean isThereAgain(String submission) {
            return whereabouts.lies(
                    event ->
                            event instanceof Event.Submitted submitted
                                            && submitted.submission().equals(submission)
                                    || event instanceof Event.OnExpress copy
                                            && copy.submission().equals(submission));
        }

        private boolean isAccounted(Ran run) {
            Event.@Nullable Waiting mark = whereabouts.waiting(run.which.job());
            return ended.contains(run.which)
                    || (mark != null
                            && mark.generation() >= run.which.generation()
                            && whereabouts.holds(mark));
        }

        private boolean waitsElsewhere(String job) {
            Event.@Nullable Waiting mark = whereabouts.waiting(job);
            return mark != null && whereabouts.holds(mark);
        }

        /// Whether the job has a place in the other log, so that this one is passed over.
        private boolean repeats(String job, boolean ofExpress) {
            return whereabouts.lies(
                    event ->
                            ofExpress
                                    ? event instanceof Event.Submitted submitted
                                            && submitted.job().equals(job)
                                    : event instanceof Event.OnExpress copy
                                            && copy.job().equals(job));
        }
    }
}
