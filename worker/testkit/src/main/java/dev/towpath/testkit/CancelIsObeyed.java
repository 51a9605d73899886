package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S13: after an accepted cancel no attempt starts of what was submitted before it, once its owner
/// has read the cancel, nor under an owner that had to read it first, nor once the ledger knows of
/// it. What has not started by then ends as cancelled; a job is cancelled or done, never both; and
/// none is cancelled that its own client did not call off.
public final class CancelIsObeyed implements Guarantee {
    @Override
    public String number() {
        return "S13";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Cancels());
    }

    private record Read(String partition, long offset, long ownerEpoch) {}

    private record Owner(String partition, long epoch) {}

    private static final class Cancels implements Inquiry.Examiner {
        private final CalledOff calledOff = new CalledOff();
        private final Owners owners = new Owners();
        private final Set<Read> read = new HashSet<>();
        private final Map<Owner, Long> readsFirst = new HashMap<>();
        private final Set<String> started = new HashSet<>();
        private final Map<JobGeneration, State> ends = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            calledOff.see(submitted);
        }

        @Override
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            calledOff.see(copy);
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
        }

        @Override
        public void on(Event.ReadsFirst reads, Inquiry inquiry) {
            readsFirst.put(new Owner(reads.partition(), reads.ownerEpoch()), reads.end());
        }

        @Override
        public void on(Event.CancelAsked asked, Inquiry inquiry) {
            calledOff.see(asked);
            if (asked.answer() == Event.Answer.ACCEPTED) {
                inquiry.judged();
            }
        }

        @Override
        public void on(Event.CancelRead one, Inquiry inquiry) {
            read.add(new Read(one.partition(), one.offset(), one.ownerEpoch()));
        }

        @Override
        public void on(Event.CancelMarked mark, Inquiry inquiry) {
            calledOff.see(mark);
        }

        @Override
        public void on(Event.AttemptStarted attempt, Inquiry inquiry) {
            String submission = calledOff.submission(attempt);
            started.add(submission);
            long owner = attempt.fence().ownerEpoch();
            if (owners.superseded(attempt.job(), owner)) {
                return;
            }
            for (Event.CancelAsked asked : calledOff.of(attempt.job())) {
                if (calledOff.surely(asked, submission)) {
                    inquiry.require(
                            !isBound(asked, owner),
                            "job "
                                    + attempt.job()
                                    + " starts attempt "
                                    + attempt.attempt()
                                    + " of submission "
                                    + submission
                                    + " under owner "
                                    + owner
                                    + ", which knows that it is called off: "
                                    + asked);
                }
            }
        }

        /// Whether an owner has read a cancel, or had to before it started anything.
        private boolean isBound(Event.CancelAsked asked, long owner) {
            return read.contains(new Read(asked.partition(), asked.offset(), owner))
                    || hadToCancel(asked, owner);
        }

        /// Whether what an owner commits was decided with a cancel in view. What it has only read
        /// may have come after a decision that was not committed yet.
        private boolean hadToCancel(Event.CancelAsked asked, long owner) {
            return calledOff.isMarked(asked)
                    || readsFirst.getOrDefault(new Owner(asked.partition(), owner), 0L)
                            > Math.max(asked.offset(), 0);
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() == State.CONFLICT) {
                return;
            }
            JobGeneration which = new JobGeneration(terminal.job(), terminal.generation());
            State before = ends.put(which, terminal.state());
            inquiry.require(
                    before == null
                            || before == terminal.state()
                            || (before != State.CANCELLED && terminal.state() != State.CANCELLED),
                    which + " was " + before + " and is now " + terminal.state());
            if (!started.contains(terminal.submission()) && !mayEndUnstarted(terminal.state())) {
                inquiry.require(
                        calledOff.of(terminal.job()).stream()
                                .noneMatch(
                                        asked ->
                                                calledOff.surely(asked, terminal.submission())
                                                        && hadToCancel(
                                                                asked, terminal.ownerEpoch())),
                        "job "
                                + terminal.job()
                                + " had not started when it was called off, and is "
                                + terminal.state());
            }
            if (terminal.state() == State.CANCELLED) {
                inquiry.require(
                        calledOff.byAnyClock(terminal.job(), terminal.submission()),
                        which + " is cancelled, and its client did not call it off");
            }
        }

        private static boolean mayEndUnstarted(State state) {
            return state == State.CANCELLED || state == State.EXPIRED || state == State.SUPERSEDED;
        }
    }
}
