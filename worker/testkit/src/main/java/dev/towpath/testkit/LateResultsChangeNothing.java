package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S19: after a partition is lost, late completions change nothing: what an owner's mark says came
/// of an attempt that this owner made. A job that is put back without one has burned none, and one
/// with which too many owners have died is dead without one.
public final class LateResultsChangeNothing implements Guarantee {
    @Override
    public String number() {
        return "S19";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Late());
    }

    private record Made(String job, int generation, long ownerEpoch) {}

    private static final class Late implements Inquiry.Examiner {
        private final Set<Made> started = new HashSet<>();
        private final Set<Made> noted = new HashSet<>();
        private final Set<Made> done = new HashSet<>();
        private final Map<String, Integer> crashes = new HashMap<>();
        private final Map<String, String> types = new HashMap<>();
        private final Map<JobGeneration, Integer> attempts = new HashMap<>();

        @Override
        public void on(Event.Declared type, Inquiry inquiry) {
            crashes.put(type.type(), type.crashes());
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            types.put(submitted.job(), submitted.type());
        }

        @Override
        public void on(Event.AttemptStarted attempt, Inquiry inquiry) {
            types.put(attempt.job(), attempt.type());
            started.add(
                    new Made(attempt.job(), attempt.generation(), attempt.fence().ownerEpoch()));
        }

        @Override
        public void on(Event.AttemptEnded attempt, Inquiry inquiry) {
            if (attempt.result() == Event.Result.DONE) {
                done.add(
                        new Made(
                                attempt.job(), attempt.generation(), attempt.fence().ownerEpoch()));
            }
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(mark.job(), mark.generation());
            Integer before = attempts.put(which, mark.attempt());
            boolean burnsNone = mark.attempt() == (before == null ? 0 : before);
            inquiry.require(
                    burnsNone
                            || mark.ownerEpoch() < 0
                            || started.contains(
                                    new Made(mark.job(), mark.generation(), mark.ownerEpoch())),
                    "owner "
                            + mark.ownerEpoch()
                            + " puts job "
                            + mark.job()
                            + " back after attempt "
                            + mark.attempt()
                            + ", which it did not make");
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.ownerEpoch() < 0) {
                return;
            }
            Made made = new Made(terminal.job(), terminal.generation(), terminal.ownerEpoch());
            if (terminal.state() == State.DONE) {
                inquiry.require(
                        done.contains(made),
                        "owner "
                                + terminal.ownerEpoch()
                                + " marks job "
                                + terminal.job()
                                + " done, of which no attempt of its own was");
            } else if (terminal.state() == State.DEAD) {
                inquiry.require(
                        started.contains(made) || tooManyDied(made),
                        "owner "
                                + terminal.ownerEpoch()
                                + " marks job "
                                + terminal.job()
                                + " dead, of which it made no attempt");
            }
        }

        @Override
        public void on(Event.Noted mark, Inquiry inquiry) {
            noted.add(new Made(mark.job(), mark.generation(), mark.ownerEpoch()));
        }

        /// Whether so many owners have had it run, or about to, that it is dead.
        private boolean tooManyDied(Made made) {
            String type = types.get(made.job);
            Set<Made> had = new HashSet<>(started);
            had.addAll(noted);
            long owners =
                    had.stream()
                            .filter(
                                    one ->
                                            one.job.equals(made.job)
                                                    && one.generation == made.generation)
                            .count();
            return type != null && owners >= crashes.getOrDefault(type, Integer.MAX_VALUE);
        }
    }
}
