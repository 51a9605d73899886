package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// S12: a replay re-runs exactly what was asked: each job in the generation that was asked for, and
/// none that nobody asked for; what is done inside its window, or was until ten minutes ago, never
/// without force. What ran again by force and died is dead, and no longer done.
public final class ReplayRunsWhatWasAsked implements Guarantee {
    private static final long REMEMBERED_MILLIS = 600_000;

    @Override
    public String number() {
        return "S12";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Replays());
    }

    private static final class Replays implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final Whereabouts whereabouts = new Whereabouts();
        private final Map<String, Event.Replayed> replays = new LinkedHashMap<>();
        private final Map<String, Event.Submitted> submissions = new HashMap<>();
        private final Map<String, Set<String>> submittedAs = new HashMap<>();
        private final Map<JobGeneration, Long> doneAt = new HashMap<>();
        private final Map<String, Event.Terminal> done = new HashMap<>();
        private final Set<String> everDone = new HashSet<>();
        private final Map<String, Integer> newest = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            if (submitted.answer() != Event.Answer.REFUSED) {
                submissions.putIfAbsent(submitted.submission(), submitted);
                submittedAs
                        .computeIfAbsent(submitted.job(), _ -> new HashSet<>())
                        .add(submitted.submission());
            }
        }

        @Override
        public void on(Event.Replayed replay, Inquiry inquiry) {
            replays.put(replay.submission(), replay);
        }

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
        public void on(Event.AttemptEnded ended, Inquiry inquiry) {
            if (ended.result() == Event.Result.DONE) {
                doneAt.merge(
                        new JobGeneration(ended.job(), ended.generation()), ended.at(), Math::max);
            }
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            whereabouts.see(terminal);
            if (terminal.state() == State.CONFLICT) {
                return;
            }
            newest.merge(terminal.job(), terminal.generation(), Math::max);
            Event.Terminal before = done.get(terminal.job());
            if (terminal.state() == State.DONE) {
                everDone.add(terminal.job());
                done.put(terminal.job(), terminal);
            } else if (before != null && terminal.generation() > before.generation()) {
                // It ran again, by force or after its window, and that is what counts now.
                done.remove(terminal.job());
            }
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            if (owners.superseded(started.job(), started.fence().ownerEpoch())) {
                return;
            }
            JobGeneration which = new JobGeneration(started.job(), started.generation());
            Event.Replayed replay = replay(started);
            if (replay != null) {
                inquiry.require(
                        replay.generation() == started.generation(),
                        which + " runs by a replay of generation " + replay.generation());
                inquiry.require(
                        replay.forced() || !isDone(started),
                        which + " runs by a replay without force, and is done");
            } else if (started.generation() > 0) {
                inquiry.require(
                        submitted(started.job()) > 1,
                        which + " runs again, and nobody asked for that");
            }
        }

        /// The replay that an attempt belongs to; null when it belongs to none.
        private Event.@Nullable Replayed replay(Event.AttemptStarted started) {
            if (!started.submission().isEmpty()) {
                return replays.get(started.submission());
            }
            return replays.values().stream()
                    .filter(
                            one ->
                                    one.job().equals(started.job())
                                            && one.generation() == started.generation())
                    .findFirst()
                    .orElse(null);
        }

        /// How often a job was submitted, replays included.
        private int submitted(String job) {
            Set<String> all = new HashSet<>(submittedAs.getOrDefault(job, Set.of()));
            for (Event.Replayed replay : replays.values()) {
                if (replay.job().equals(job)) {
                    all.add(replay.submission());
                }
            }
            return all.size();
        }

        private boolean isDone(Event.AttemptStarted started) {
            Event.Terminal end = done.get(started.job());
            if (end == null || end.generation() >= started.generation()) {
                return false;
            }
            JobGeneration which = new JobGeneration(end.job(), end.generation());
            long until = doneAt.getOrDefault(which, 0L) + REMEMBERED_MILLIS;
            Event.Submitted submitted = submissions.get(end.submission());
            if (submitted != null) {
                until = Math.max(until, submitted.acceptedAt() + submitted.windowMillis());
            }
            Event.Submitted again = submissions.get(started.submission());
            return (again == null ? started.at() : again.acceptedAt()) < until;
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            for (Event.Replayed replay : replays.values()) {
                boolean left = !replay.forced() && everDone.contains(replay.job());
                inquiry.require(
                        left
                                || newest.getOrDefault(replay.job(), -1) >= replay.generation()
                                || whereabouts.isNotDue(replay.job(), rested.at()),
                        "job "
                                + replay.job()
                                + " was to be replayed as generation "
                                + replay.generation()
                                + ", and was not");
            }
        }
    }
}
