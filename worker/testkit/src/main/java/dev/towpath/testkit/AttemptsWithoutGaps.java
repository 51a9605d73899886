package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S8: the attempts of a generation run from 1 to the most that its type allows, without a gap, in
/// durable form: each is one more than the ledger says were made, or than the owner has made since.
/// So a crash burns none: what it took away is made again under the same number. A job is dead
/// after its last attempt, or when one said that no other can mend it.
public final class AttemptsWithoutGaps implements Guarantee {
    @Override
    public String number() {
        return "S8";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Counts());
    }

    private record Owned(JobGeneration which, long ownerEpoch) {}

    private static final class Counts implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final Map<String, Event.Declared> types = new HashMap<>();
        private final Map<JobGeneration, String> typeOf = new HashMap<>();
        private final Map<JobGeneration, Integer> durable = new HashMap<>();
        private final Map<Owned, Integer> made = new HashMap<>();
        private final Map<Owned, Set<Integer>> everMade = new HashMap<>();
        private final Set<Event> marks = new HashSet<>();
        private final Map<Owned, Event.AttemptEnded> last = new HashMap<>();

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
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(started.job(), started.generation());
            long owner = started.fence().ownerEpoch();
            typeOf.put(which, started.type());
            if (owners.superseded(started.job(), owner)) {
                return;
            }
            int before = made.getOrDefault(new Owned(which, owner), durable.getOrDefault(which, 0));
            inquiry.require(
                    started.attempt() == before + 1,
                    which + " makes attempt " + started.attempt() + " after " + before);
            int most = most(which);
            inquiry.require(
                    started.attempt() <= most,
                    which + " makes attempt " + started.attempt() + " of " + most);
        }

        @Override
        public void on(Event.AttemptEnded ended, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(ended.job(), ended.generation());
            Owned owned = new Owned(which, ended.fence().ownerEpoch());
            int count = ended.result().burns() ? ended.attempt() : ended.attempt() - 1;
            made.put(owned, count);
            everMade.computeIfAbsent(owned, _ -> new HashSet<>()).add(count);
            last.put(owned, ended);
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(mark.job(), mark.generation());
            marked(mark, which, mark.attempt(), mark.ownerEpoch(), inquiry);
        }

        @Override
        public void on(Event.Noted mark, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(mark.job(), mark.generation());
            marked(mark, which, mark.attempt(), mark.ownerEpoch(), inquiry);
        }

        private void marked(
                Event mark, JobGeneration which, int attempts, long owner, Inquiry inquiry) {
            Integer before = durable.put(which, attempts);
            Set<Integer> own = everMade.getOrDefault(new Owned(which, owner), Set.of());
            // After an unknown outcome a mark is written again, with all that came after it.
            inquiry.require(
                    !marks.add(mark)
                            || owner < 0
                            || own.contains(attempts)
                            || attempts == (before == null ? 0 : before),
                    which
                            + " is marked with "
                            + attempts
                            + " attempts, which its owner never had made");
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() != State.DEAD) {
                return;
            }
            JobGeneration which = new JobGeneration(terminal.job(), terminal.generation());
            Event.AttemptEnded end = last.get(new Owned(which, terminal.ownerEpoch()));
            int most = most(which);
            if (end == null || most == Integer.MAX_VALUE) {
                return;
            }
            inquiry.require(
                    end.attempt() == most || end.result() == Event.Result.FAILED_FOR_GOOD,
                    which + " is dead after attempt " + end.attempt() + " of " + most);
        }

        private int most(JobGeneration which) {
            Event.Declared type = types.get(typeOf.getOrDefault(which, ""));
            return type == null ? Integer.MAX_VALUE : type.attempts();
        }
    }
}
