package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// S4: the same dedup key and payload give the same id; another payload is a conflict, visible,
/// never a silent second effect. A submission that repeats another shares its fate; one that is
/// called off need not run, nor one that is dead or expired before its first attempt. Keys never
/// collide.
///
/// What repeats a job on the ladder whose cancel no worker has read yet may be called off with it,
/// though it comes after that cancel: it is known to come too early.
public final class SameKeySameJob implements Guarantee {
    @Override
    public String number() {
        return "S4";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Keys());
    }

    private static final class Keys implements Inquiry.Examiner {
        private final Map<String, String> jobs = new HashMap<>();
        private final Map<String, String> keys = new HashMap<>();
        private final List<Event.Submitted> submissions = new ArrayList<>();
        private final Map<String, String> ran = new HashMap<>();
        private final Map<String, Set<String>> payloads = new HashMap<>();
        private final Set<String> conflicts = new HashSet<>();
        private final Set<String> ended = new HashSet<>();
        private final Set<JobGeneration> begun = new HashSet<>();
        private final Set<String> endedUnrun = new HashSet<>();
        private final Set<String> beforeACancelIsRead = new HashSet<>();
        private final Whereabouts whereabouts = new Whereabouts();
        private final CalledOff calledOff = new CalledOff();

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() == State.CONFLICT) {
                conflicts.add(terminal.submission());
            } else {
                ended.add(terminal.job());
                if (terminal.state() != State.DONE
                        && !begun.contains(
                                new JobGeneration(terminal.job(), terminal.generation()))) {
                    endedUnrun.add(terminal.submission());
                }
            }
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.answer() == Event.Answer.REFUSED) {
                return;
            }
            calledOff.see(submitted);
            if (submitted.key().isEmpty()) {
                String other = keys.get(submitted.job());
                inquiry.require(
                        other == null,
                        "job " + submitted.job() + " has no key, and is that of key " + other);
                return;
            }
            String job = jobs.putIfAbsent(submitted.key(), submitted.job());
            inquiry.require(
                    job == null || job.equals(submitted.job()),
                    "key "
                            + submitted.key()
                            + " is job "
                            + submitted.job()
                            + ", and was job "
                            + job);
            String key = keys.putIfAbsent(submitted.job(), submitted.key());
            inquiry.require(
                    key == null || key.equals(submitted.key()),
                    "job "
                            + submitted.job()
                            + " is that of key "
                            + submitted.key()
                            + ", and was that of key "
                            + key);
            submissions.add(submitted);
            if (!calledOff.areRead(submitted.job())) {
                beforeACancelIsRead.add(submitted.submission());
            }
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
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            calledOff.see(copy);
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.OnExpress copy, Inquiry inquiry) {
            whereabouts.see(copy);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(started.job(), started.generation());
            begun.add(which);
            String before =
                    ran.putIfAbsent(
                            which + " of owner " + started.fence().ownerEpoch(), started.payload());
            inquiry.require(
                    before == null || before.equals(started.payload()),
                    which + " runs with " + started.payload() + ", and ran with " + before);
            payloads.computeIfAbsent(started.job(), _ -> new HashSet<>()).add(started.payload());
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            Set<String> settledPayloads = new HashSet<>();
            for (Event.Submitted submitted : submissions) {
                if (conflicts.contains(submitted.submission())
                        || endedUnrun.contains(submitted.submission())) {
                    settledPayloads.add(submitted.job() + " " + submitted.payload());
                }
            }
            for (Event.Submitted submitted : submissions) {
                Set<String> run = payloads.getOrDefault(submitted.job(), Set.of());
                if (submitted.answer() != Event.Answer.ACCEPTED
                        || (run.isEmpty() && ended.contains(submitted.job()))
                        || isNotDue(submitted, rested.at())
                        || calledOff.orItsLike(submitted.job(), submitted.submission())
                        || isTakenAlong(submitted)) {
                    continue;
                }
                inquiry.require(
                        run.contains(submitted.payload())
                                || settledPayloads.contains(
                                        submitted.job() + " " + submitted.payload()),
                        "submission "
                                + submitted.submission()
                                + " with "
                                + submitted.payload()
                                + " never ran and is no conflict");
            }
        }

        private boolean isTakenAlong(Event.Submitted submitted) {
            return beforeACancelIsRead.contains(submitted.submission())
                    && submissions.stream()
                            .anyMatch(
                                    other ->
                                            other.job().equals(submitted.job())
                                                    && other.payload().equals(submitted.payload())
                                                    && calledOff.isDelayed(other.submission())
                                                    && calledOff.perhaps(
                                                            other.job(), other.submission()));
        }

        private boolean isNotDue(Event.Submitted submitted, long millis) {
            return whereabouts.climbs(
                    copy ->
                            copy.submission().equals(submitted.submission())
                                    && copy.hop() == 0
                                    && copy.dueAt() > millis);
        }
    }
}
