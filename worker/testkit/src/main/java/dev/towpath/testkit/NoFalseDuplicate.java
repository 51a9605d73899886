package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// S6: a submission is passed over as a duplicate only of what is done or may yet be: a job that
/// ended dead, cancelled or expired never suppresses a new submission, nor does one that was called
/// off before. Dedup keys never collide across clients: each job is one client's.
///
/// A job on the ladder whose cancel no worker has read yet may take a submission with it that comes
/// after that cancel: it is known to be called off too late.
public final class NoFalseDuplicate implements Guarantee {
    @Override
    public String number() {
        return "S6";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Duplicates());
    }

    /// A submission that was accepted.
    ///
    /// @param newest the highest generation that had ended by then, -1 for none
    /// @param owed whether it opens the next one
    /// @param unread whether there was a cancel of its job that no worker had read
    private record Accepted(Event.Submitted submitted, int newest, boolean owed, boolean unread) {}

    private static final class Duplicates implements Inquiry.Examiner {
        private final CalledOff calledOff = new CalledOff();
        private final Whereabouts whereabouts = new Whereabouts();
        private final Map<String, String> clients = new HashMap<>();
        private final List<Accepted> accepted = new ArrayList<>();
        private final Set<String> submissions = new HashSet<>();
        private final Set<String> judged = new HashSet<>();
        private final Set<String> waited = new HashSet<>();
        private final Map<String, Integer> newest = new HashMap<>();
        private final Map<JobGeneration, Set<State>> ends = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.answer() == Event.Answer.REFUSED) {
                return;
            }
            calledOff.see(submitted);
            String job = submitted.job();
            String client = clients.putIfAbsent(job, submitted.client());
            inquiry.require(
                    client == null || client.equals(submitted.client()),
                    "job "
                            + job
                            + " is client "
                            + submitted.client()
                            + "'s, and was "
                            + client
                            + "'s");
            if (submitted.answer() != Event.Answer.ACCEPTED
                    || !submissions.add(submitted.submission())) {
                return;
            }
            int last = newest.getOrDefault(job, -1);
            Set<State> end = ends.getOrDefault(new JobGeneration(job, last), Set.of());
            boolean owed = !end.isEmpty() && end.stream().allMatch(State::permitsResubmission);
            accepted.add(new Accepted(submitted, last, owed, !calledOff.areRead(job)));
        }

        @Override
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            calledOff.see(copy);
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.OnExpress copy, Inquiry inquiry) {
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.CancelAsked asked, Inquiry inquiry) {
            calledOff.see(asked);
        }

        @Override
        public void on(Event.CancelRead cancel, Inquiry inquiry) {
            calledOff.see(cancel);
        }

        @Override
        public void on(Event.CancelMarked mark, Inquiry inquiry) {
            calledOff.see(mark);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            judged.add(started.submission());
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            whereabouts.see(mark);
            waited.add(mark.job());
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            whereabouts.see(terminal);
            judged.add(terminal.submission());
            if (terminal.state() == State.CONFLICT) {
                return;
            }
            newest.merge(terminal.job(), terminal.generation(), Math::max);
            ends.computeIfAbsent(
                            new JobGeneration(terminal.job(), terminal.generation()),
                            _ -> new HashSet<>())
                    .add(terminal.state());
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            for (Accepted one : accepted) {
                String job = one.submitted.job();
                boolean later = whereabouts.isNotDue(job, rested.at());
                int last = newest.getOrDefault(job, -1);
                if (one.owed) {
                    inquiry.require(
                            last > one.newest || later,
                            "submission "
                                    + one.submitted.submission()
                                    + " came after generation "
                                    + one.newest
                                    + " of job "
                                    + job
                                    + " had ended as "
                                    + ends.get(new JobGeneration(job, one.newest))
                                    + ", and opened no other");
                }
                if (!judged.contains(one.submitted.submission())
                        && !(one.unread && waited.contains(job))
                        && !calledOff.orItsLike(job, one.submitted.submission())) {
                    inquiry.require(
                            later || endedOtherwise(job, Math.max(0, one.newest), last),
                            "submission "
                                    + one.submitted.submission()
                                    + " of job "
                                    + job
                                    + " was passed over for one that is cancelled");
                }
            }
        }

        private boolean endedOtherwise(String job, int from, int to) {
            for (int generation = from; generation <= to; generation++) {
                for (State state :
                        ends.getOrDefault(new JobGeneration(job, generation), Set.of())) {
                    if (state != State.CANCELLED) {
                        return true;
                    }
                }
            }
            return to < from;
        }
    }
}
