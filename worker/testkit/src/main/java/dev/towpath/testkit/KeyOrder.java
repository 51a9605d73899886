package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Fence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// S7: of a type with `order: group` at most one attempt per group is live, and first attempts are
/// in the order of the jobs log: what was submitted with a delay has no place in it. Behind one
/// with `order: strict` nothing of its group begins before it has made its last attempt. Nothing
/// waits for what its client has called off. An attempt
/// of a worker that has lost the partition, and one that was given up, are not live: they are
/// fenced.
public final class KeyOrder implements Guarantee {
    @Override
    public String number() {
        return "S7";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Order());
    }

    private record Attempt(String job, Fence fence, String worker) {}

    private static final class Order implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final CalledOff calledOff = new CalledOff();
        private final Map<String, String> groups = new HashMap<>();
        private final Map<String, List<Event.Submitted>> members = new HashMap<>();
        private final Map<String, Set<Attempt>> live = new HashMap<>();
        private final Set<String> begun = new HashSet<>();
        private final Set<String> settled = new HashSet<>();
        private final Map<String, Event.Declared> strict = new HashMap<>();
        private final Map<String, Integer> mostCrashes = new HashMap<>();
        private final Map<String, Set<String>> lastCrash = new HashMap<>();
        private final Map<String, String> types = new HashMap<>();

        @Override
        public void on(Event.Declared declared, Inquiry inquiry) {
            mostCrashes.put(declared.type(), declared.crashes());
            if (declared.strict()) {
                strict.put(declared.type(), declared);
            }
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
            settled.addAll(lastCrash.getOrDefault(opened.partition(), Set.of()));
        }

        /// A job that may run under one owner more is dead when the next one sees it, without an
        /// attempt that would tell.
        @Override
        public void on(Event.Noted noted, Inquiry inquiry) {
            String type = types.getOrDefault(noted.job(), "");
            if (noted.crashes() + 1 >= mostCrashes.getOrDefault(type, Integer.MAX_VALUE)) {
                lastCrash.computeIfAbsent(noted.partition(), _ -> new HashSet<>()).add(noted.job());
            }
        }

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            calledOff.see(submitted);
            if (submitted.group().isEmpty()) {
                return;
            }
            String group = submitted.partition() + " " + submitted.group();
            groups.put(submitted.job(), group);
            types.put(submitted.job(), submitted.type());
            if (submitted.offset() >= 0) {
                members.computeIfAbsent(group, _ -> new ArrayList<>()).add(submitted);
            }
        }

        @Override
        public void on(Event.CancelAsked asked, Inquiry inquiry) {
            calledOff.see(asked);
        }

        @Override
        public void on(Event.AttemptEnded ended, Inquiry inquiry) {
            Event.Declared type = strict.get(types.getOrDefault(ended.job(), ""));
            boolean last =
                    ended.result() == Event.Result.DONE
                            || ended.result() == Event.Result.FAILED_FOR_GOOD
                            || (ended.result().burns()
                                    && type != null
                                    && ended.attempt() >= type.attempts());
            if (last) {
                settled.add(ended.job());
            }
            String group = groups.get(ended.job());
            if (group != null) {
                live.getOrDefault(group, new HashSet<>())
                        .remove(new Attempt(ended.job(), ended.fence(), ended.worker()));
            }
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() != State.CONFLICT) {
                settled.add(terminal.job());
            }
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            String group = groups.get(started.job());
            if (group == null) {
                return;
            }
            Attempt attempt = new Attempt(started.job(), started.fence(), started.worker());
            Set<Attempt> running = live.computeIfAbsent(group, _ -> new HashSet<>());
            long epoch = started.fence().ownerEpoch();
            running.removeIf(other -> other.fence().ownerEpoch() < epoch);
            if (owners.superseded(started.job(), epoch)) {
                return;
            }
            inquiry.require(
                    running.isEmpty(),
                    "job " + started.job() + " of group " + group + " starts beside " + running);
            running.add(attempt);
            if (begun.add(started.job())) {
                inOrder(started.job(), group, inquiry);
            }
        }

        private void inOrder(String job, String group, Inquiry inquiry) {
            List<Event.Submitted> all = members.getOrDefault(group, List.of());
            long offset =
                    all.stream()
                            .filter(submitted -> submitted.job().equals(job))
                            .mapToLong(Event.Submitted::offset)
                            .min()
                            .orElse(-1);
            for (Event.Submitted earlier : all) {
                if (earlier.offset() < offset) {
                    boolean enough =
                            begun.contains(earlier.job()) && !strict.containsKey(earlier.type());
                    inquiry.require(
                            enough
                                    || settled.contains(earlier.job())
                                    || calledOff.perhaps(earlier.job(), earlier.submission()),
                            "job "
                                    + job
                                    + " starts before job "
                                    + earlier.job()
                                    + " of its group, which came earlier");
                }
            }
        }
    }
}
