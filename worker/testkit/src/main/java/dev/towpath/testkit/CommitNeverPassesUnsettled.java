package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// S10: for every commit that an independent observer sees, each lower offset was terminal or a
/// dead letter before it; and commits never go back.
public final class CommitNeverPassesUnsettled implements Guarantee {
    @Override
    public String number() {
        return "S10";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Commits());
    }

    private static final class Commits implements Inquiry.Examiner {
        private final Map<String, Long> committed = new HashMap<>();
        private final Map<String, TreeMap<Long, Event>> unsettled = new HashMap<>();
        private final Map<String, Integer> generations = new HashMap<>();
        private final Set<JobGeneration> ended = new HashSet<>();
        private final Set<String> endedJobs = new HashSet<>();
        private final Set<String> conflicts = new HashSet<>();
        private final Set<String> letters = new HashSet<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.offset() >= 0) {
                put(submitted.partition(), submitted.offset(), submitted);
            }
        }

        @Override
        public void on(Event.Foreign foreign, Inquiry inquiry) {
            put(foreign.partition(), foreign.offset(), foreign);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            if (!started.submission().isEmpty()) {
                generations.merge(
                        started.submission(), started.generation(), Math::max);
            }
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
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

        private void put(String partition, long offset, Event event) {
            unsettled.computeIfAbsent(partition, _ -> new TreeMap<>()).put(offset, event);
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
            TreeMap<Long, Event> open =
                    unsettled.getOrDefault(commit.partition(), new TreeMap<>());
            Map<Long, Event> below = open.headMap(commit.offset());
            below.forEach(
                    (offset, event) ->
                            inquiry.require(
                                    settled(event),
                                    "the commit of "
                                            + commit.partition()
                                            + " at "
                                            + commit.offset()
                                            + " passes offset "
                                            + offset
                                            + ", which is not settled: "
                                            + event));
            below.clear();
        }

        private boolean settled(Event event) {
            if (event instanceof Event.Foreign foreign) {
                return letters.contains(foreign.partition() + "@" + foreign.offset());
            }
            if (!(event instanceof Event.Submitted submitted)) {
                return false;
            }
            Integer generation = generations.get(submitted.submission());
            return conflicts.contains(submitted.submission())
                    || (generation == null
                            ? endedJobs.contains(submitted.job())
                            : ended.contains(new JobGeneration(submitted.job(), generation)));
        }
    }
}
