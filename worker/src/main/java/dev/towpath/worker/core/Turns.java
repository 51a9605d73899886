package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose turn it is: queues by their weights (stride scheduling, Waldspurger and Weihl 1995), the
/// types of a queue in turn, the jobs of a type as they came.
final class Turns {
    private static final long STRIDE = 1 << 20;
    static final long STANDS_IN_THE_WAY_MILLIS = 10_000;

    private final Map<String, TypePolicy> policies;
    private final Map<String, Integer> weights;
    private final Gates gates = new Gates();
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, Event.Shared> shares = new HashMap<>();
    private final Map<String, Queue> queues = new HashMap<>();
    private final List<Queue> order = new ArrayList<>();
    private long pass;

    Turns(
            Map<String, TypePolicy> policies,
            Map<String, Integer> weights,
            Map<String, TargetPolicy> targetPolicies) {
        this.policies = Map.copyOf(policies);
        this.weights = Map.copyOf(weights);
        for (TypePolicy policy : policies.values()) {
            if (!policy.target().isEmpty()) {
                targets.put(
                        policy.target(),
                        new Target(
                                targetPolicies.getOrDefault(policy.target(), TargetPolicy.NONE)));
            }
        }
    }

    TypeState type(String queueName, String typeName) {
        Queue queue = queues.get(queueName);
        if (queue == null) {
            queue = new Queue(STRIDE / weights.getOrDefault(queueName, 1));
            queues.put(queueName, queue);
            order.add(queue);
        }
        TypePolicy policy = policies.get(typeName);
        if (policy == null) {
            return queue.unknown;
        }
        TypeState type = queue.types.get(typeName);
        if (type == null) {
            type = new TypeState(policy, targets.getOrDefault(policy.target(), Target.none()));
            type.gate = gates.reason(policy);
            Event.Shared share = shares.get(typeName);
            if (share != null) {
                type.share(share, 0);
            }
            queue.types.put(typeName, type);
            queue.turns.add(type);
        }
        return type;
    }

    /// All types with a handler that have been seen.
    Iterable<TypeState> types() {
        List<TypeState> all = new ArrayList<>();
        order.forEach(queue -> all.addAll(queue.turns));
        return all;
    }

    /// What there is to do, and what is kept back.
    WorkView view() {
        List<WorkView.TypeWork> work = new ArrayList<>();
        List<WorkView.RunningJob> running = new ArrayList<>();
        for (TypeState type : types()) {
            WorkView.TypeWork one = type.work();
            if (one.partitions() > 0) {
                work.add(one);
            }
            type.running(running);
        }
        running.sort(Comparator.comparingLong(WorkView.RunningJob::startedAt));
        return new WorkView(
                work,
                gates.closed(),
                running.subList(0, Math.min(running.size(), WorkView.MAX_RUNNING)),
                targetsInUse());
    }

    private List<WorkView.TargetRoom> targetsInUse() {
        List<WorkView.TargetRoom> rooms = new ArrayList<>(targets.size());
        targets.forEach(
                (name, target) ->
                        rooms.add(new WorkView.TargetRoom(name, target.inFlight(), target.room())));
        return rooms;
    }

    void close(String gate, String reason, long until, long now) {
        gates.close(gate, reason, until, now);
        target(gate).wentOut();
        look();
    }

    void open(String gate) {
        gates.open(gate);
        target(gate).recovered();
        look();
    }

    /// A few of the jobs of a target may run.
    void probe(String gate, int jobs) {
        gates.open(gate);
        target(gate).probe(jobs);
        look();
    }

    void share(Event.Shared share, long now) {
        shares.put(share.type(), share);
        for (TypeState type : types()) {
            if (type.policy != null && type.policy.type().equals(share.type())) {
                type.share(share, now);
            }
        }
    }

    private Target target(String gate) {
        String start = Gates.target("");
        Target named = gate.startsWith(start) ? targets.get(gate.substring(start.length())) : null;
        return named == null ? Target.none() : named;
    }

    /// Opens the gates whose time has come, and takes what is kept back and stands in the way of
    /// jobs that could run, at most so many.
    List<Job> aside(long now, int most) {
        if (gates.openDue(now)) {
            look();
        }
        List<Job> aside = new ArrayList<>();
        for (TypeState type : types()) {
            if (type.policy != null && type.waits(now) && othersMayRun(type.policy)) {
                while (aside.size() < most) {
                    Job job = type.takeAside(now - STANDS_IN_THE_WAY_MILLIS);
                    if (job == null) {
                        break;
                    }
                    aside.add(job);
                }
            }
        }
        return aside;
    }

    private boolean othersMayRun(TypePolicy kept) {
        for (TypePolicy other : policies.values()) {
            if (other.queue().equals(kept.queue()) && gates.reason(other).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void look() {
        for (TypeState type : types()) {
            if (type.policy != null) {
                type.gate = gates.reason(type.policy);
            }
        }
    }

    /// Forgets what is ready of a partition that is gone.
    ///
    /// @return what runs of it
    List<Job> drop(Partition partition) {
        List<Job> running = new ArrayList<>();
        for (TypeState type : types()) {
            type.drop(partition);
            for (Job job = type.oldestRunning; job != null; job = job.later) {
                if (job.partition == partition) {
                    running.add(job);
                }
            }
        }
        return running;
    }

    /// Takes the job that starts next, or null when none may.
    @Nullable Job next(long now) {
        Queue best = null;
        for (Queue queue : order) {
            if (queue.hasReady(now) && (best == null || queue.pass < best.pass)) {
                best = queue;
            }
        }
        if (best == null) {
            return null;
        }
        // A queue that was empty for a while does not get back the turns it did not need.
        pass = Math.max(pass, best.pass);
        best.pass = pass + best.stride;
        return best.take(now);
    }

    private static final class Queue {
        final long stride;
        final Map<String, TypeState> types = new HashMap<>();
        // One for all types without handler, which anybody can make up as many of as he likes.
        final TypeState unknown = new TypeState(null, Target.none());
        final List<TypeState> turns = new ArrayList<>();
        long pass;
        int turn;

        Queue(long stride) {
            this.stride = stride;
        }

        boolean hasReady(long now) {
            for (int i = 0; i < turns.size(); i++) {
                if (turns.get(i).mayStart(now)) {
                    return true;
                }
            }
            return false;
        }

        @Nullable Job take(long now) {
            for (int i = 0; i < turns.size(); i++) {
                turn = turn + 1 < turns.size() ? turn + 1 : 0;
                if (turns.get(turn).mayStart(now)) {
                    return turns.get(turn).take();
                }
            }
            return null;
        }
    }
}
