package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S2: no attempt starts after its terminal state; done and dead never both in one generation. A
/// worker that has lost its partition and does not know it yet may start one, fenced: that is
/// counted by [EffectiveOnce].
public final class TerminalIsFinal implements Guarantee {
    @Override
    public String number() {
        return "S2";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Finals());
    }

    private static final class Finals implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final Map<JobGeneration, State> states = new HashMap<>();
        private final Map<String, Integer> newest = new HashMap<>();
        private final Set<String> conflicts = new HashSet<>();
        private final Set<Event.Waiting> waited = new HashSet<>();

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() == State.CONFLICT) {
                conflicts.add(terminal.submission());
                return;
            }
            JobGeneration which = new JobGeneration(terminal.job(), terminal.generation());
            State before = states.putIfAbsent(which, terminal.state());
            inquiry.require(
                    before == null || before == terminal.state(),
                    which + " was " + before + " and is now " + terminal.state());
            newest.merge(terminal.job(), terminal.generation(), Math::max);
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(mark.job(), mark.generation());
            // After an unknown outcome a mark is written again, with all that came after it.
            inquiry.require(
                    !waited.add(mark) || !states.containsKey(which),
                    which + " waits though it has ended");
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            if (owners.superseded(started.job(), started.fence().ownerEpoch())) {
                return;
            }
            int ended = newest.getOrDefault(started.job(), -1);
            inquiry.require(
                    started.generation() > ended,
                    new JobGeneration(started.job(), started.generation())
                            + " starts though generation "
                            + ended
                            + " has ended");
            if (conflicts.contains(started.submission())) {
                inquiry.breach(
                        "submission " + started.submission() + " was a conflict, and starts");
            }
        }
    }
}
