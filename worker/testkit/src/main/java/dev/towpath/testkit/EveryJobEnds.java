package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// S1: every submission that was answered 202 has exactly one terminal state per generation once
/// faults stop; one whose outcome is unknown has none or one job, never two. One that is not due
/// yet, or waits to be tried again, has none yet.
public final class EveryJobEnds implements Guarantee {
    @Override
    public String number() {
        return "S1";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Ends());
    }

    private static final class Ends implements Inquiry.Examiner {
        private final Set<String> accepted = new HashSet<>();
        private final Owners owners = new Owners();
        private final Map<JobGeneration, Long> starts = new HashMap<>();
        private final Map<String, Integer> newest = new LinkedHashMap<>();
        private final Map<JobGeneration, Set<State>> ends = new HashMap<>();
        private final Whereabouts whereabouts = new Whereabouts();

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
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
        public void on(Event.Waiting mark, Inquiry inquiry) {
            whereabouts.see(mark);
            newest.merge(mark.job(), mark.generation(), Math::max);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            starts.merge(
                    new JobGeneration(started.job(), started.generation()),
                    started.fence().ownerEpoch(),
                    Math::max);
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() == State.CONFLICT) {
                return;
            }
            whereabouts.see(terminal);
            newest.merge(terminal.job(), terminal.generation(), Math::max);
            ends.computeIfAbsent(
                            new JobGeneration(terminal.job(), terminal.generation()),
                            _ -> new HashSet<>())
                    .add(terminal.state());
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            if (submitted.answer() == Event.Answer.ACCEPTED) {
                accepted.add(submitted.job());
            }
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            // What an owner began and took with it when it went is judged anew by the next one.
            starts.forEach(
                    (which, owner) -> {
                        if (!owners.superseded(which.job(), owner)) {
                            newest.merge(which.job(), which.generation(), Math::max);
                        }
                    });
            Set<String> jobs = new HashSet<>(accepted);
            jobs.addAll(newest.keySet());
            for (String job : jobs.stream().sorted().toList()) {
                int last = newest.getOrDefault(job, 0);
                for (int generation = 0; generation <= last; generation++) {
                    JobGeneration which = new JobGeneration(job, generation);
                    int count = ends.getOrDefault(which, Set.of()).size();
                    boolean later = generation == last && whereabouts.isNotDue(job, rested.at());
                    inquiry.require(
                            count == 1 || (count == 0 && later),
                            count == 0
                                    ? which + " never ended"
                                    : which + " ended as " + ends.get(which));
                }
            }
        }
    }
}
