package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// S11: at rest each unfinished job is in exactly one place: in its queue, in the jobs log or in
/// express, or on the ladder. Copies of the same hop are one place, and so are submissions with the
/// same dedup key: only one of them runs.
public final class OnePlace implements Guarantee {
    @Override
    public String number() {
        return "S11";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Places());
    }

    private static final class Places implements Inquiry.Examiner {
        private final Whereabouts whereabouts = new Whereabouts();
        private final Map<String, Event.Submitted> accepted = new LinkedHashMap<>();
        private final Set<String> marked = new HashSet<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            whereabouts.see(submitted);
            if (submitted.answer() == Event.Answer.ACCEPTED) {
                accepted.putIfAbsent(submitted.job(), submitted);
            }
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
        public void on(Event.Committed commit, Inquiry inquiry) {
            whereabouts.pass(commit);
        }

        @Override
        public void on(Event.Waiting mark, Inquiry inquiry) {
            whereabouts.see(mark);
            marked.add(mark.job());
        }

        @Override
        public void on(Event.Terminal mark, Inquiry inquiry) {
            whereabouts.see(mark);
            if (mark.state() != State.CONFLICT) {
                marked.add(mark.job());
            }
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            for (Event.Waiting mark : whereabouts.waiting()) {
                inquiry.require(
                        whereabouts.holds(mark),
                        "job " + mark.job() + " waits for hop " + mark.hop() + ", which is gone");
            }
            accepted.forEach(
                    (job, submitted) -> {
                        if (!marked.contains(job)) {
                            fresh(submitted, inquiry);
                        }
                    });
        }

        /// A job of which no mark tells lies where it was submitted to.
        private void fresh(Event.Submitted submitted, Inquiry inquiry) {
            String job = submitted.job();
            boolean inJobs =
                    whereabouts.lies(
                            event ->
                                    event instanceof Event.Submitted other
                                            && other.job().equals(job));
            boolean inExpress =
                    whereabouts.lies(
                            event ->
                                    event instanceof Event.OnExpress copy
                                            && copy.job().equals(job)
                                            && copy.hop() == 0);
            boolean onLadder =
                    whereabouts.climbs(copy -> copy.job().equals(job) && copy.hop() == 0);
            int places = (inJobs ? 1 : 0) + (inExpress ? 1 : 0) + (onLadder ? 1 : 0);
            inquiry.require(
                    places == 1 || (places > 1 && !submitted.key().isEmpty()),
                    "job " + job + " is in " + places + " places");
        }
    }
}
