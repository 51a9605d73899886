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

    private record Ran(JobGeneration which, long ownerEpoch) {}

    private static final class Commits implements Inquiry.Examiner {
        private final Map<String, Long> committed = new HashMap<>();
        private final Map<String, TreeMap<Long, Event>> unsettled = new HashMap<>();
        private final Owners owners = new Owners();
        private final Map<String, Set<Ran>> ran = new HashMap<>();
        private final Set<JobGeneration> ended = new HashSet<>();
        private final Set<String> endedJobs = new HashSet<>();
        private final Set<String> conflicts = new HashSet<>();
        private final Set<String> letters = new HashSet<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            if (submitted.offset() >= 0) {
                put(submitted.partition(), submitted.offset(), submitted);
            }
        }

        @Override
        public void on(Event.Foreign foreign, Inquiry inquiry) {
            put(foreign.partition(), foreign.offset(), foreign);
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            ran.computeIfAbsent(started.submission(), _ -> new HashSet<>())
                    .add(
                            new Ran(
                                    new JobGeneration(started.job(), started.generation()),
                                    started.fence().ownerEpoch()));
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
            TreeMap<Long, Event> open = unsettled.getOrDefault(commit.partition(), new TreeMap<>());
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
            if (conflicts.contains(submitted.submission())) {
                return true;
            }
            // What an owner ran and took with it when it went is judged anew by the next one.
            Set<Ran> runs = new HashSet<>(ran.getOrDefault(submitted.submission(), Set.of()));
            runs.removeIf(
                    one ->
                            !ended.contains(one.which)
                                    && owners.superseded(submitted.job(), one.ownerEpoch));
            return runs.isEmpty()
                    ? endedJobs.contains(submitted.job())
                    : runs.stream().anyMatch(one -> ended.contains(one.which));
        }
    }
}
