package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Fence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What could run, by partition, as a history tells it: each job that lies in a log and has neither
/// ended nor been put back since. Its times are those at which the observer looked at the clock
/// last.
final class Backlog {
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Map<String, Hop> waiting = new HashMap<>();
    private final Map<String, Integer> newestEnd = new HashMap<>();
    private final Set<Hop> due = new HashSet<>();
    private final Map<String, Set<Running>> running = new HashMap<>();
    private final Map<String, String> partitions = new HashMap<>();
    private long now;

    /// A job that could run.
    ///
    /// @param since when it came, or came back
    record Pending(String job, String partition, long since) {}

    private record Hop(String job, int generation, int number) {}

    private record Running(String job, long ownerEpoch, int generation, int attempt) {}

    void lookedAt(long millis) {
        now = Math.max(now, millis);
    }

    /// When the observer looked last.
    long now() {
        return now;
    }

    void see(Event.Submitted submitted) {
        partitions.put(submitted.job(), submitted.partition());
        if (submitted.offset() >= 0
                && submitted.answer() != Event.Answer.REFUSED
                && !waiting.containsKey(submitted.job())
                && !newestEnd.containsKey(submitted.job())) {
            add(submitted.job());
        }
    }

    void see(Event.OnExpress copy) {
        Hop hop = new Hop(copy.job(), copy.generation(), copy.hop());
        due.add(hop);
        boolean first = hop.number == 0 && !waiting.containsKey(copy.job());
        boolean over = copy.generation() <= newestEnd.getOrDefault(copy.job(), -1);
        if (!over && (first || hop.equals(waiting.get(copy.job())))) {
            add(copy.job());
        }
    }

    void see(Event.Opened opened) {
        runningIn(opened.partition()).removeIf(one -> one.ownerEpoch < opened.ownerEpoch());
    }

    void see(Event.Fault fault) {
        runningIn(fault.partition()).clear();
    }

    void see(Event.AttemptStarted started) {
        runningIn(partition(started.job())).add(of(started.job(), started.fence()));
    }

    void see(Event.AttemptEnded ended) {
        runningIn(partition(ended.job())).remove(of(ended.job(), ended.fence()));
    }

    /// @return whether it could run until now
    boolean see(Event.Waiting mark) {
        Hop hop = new Hop(mark.job(), mark.generation(), mark.hop());
        waiting.put(mark.job(), hop);
        boolean was = pending.remove(mark.job()) != null;
        if (due.contains(hop)) {
            add(mark.job());
        }
        return was;
    }

    /// @return whether it could run until now
    boolean see(Event.Terminal terminal) {
        if (terminal.state() == State.CONFLICT) {
            return false;
        }
        waiting.remove(terminal.job());
        newestEnd.merge(terminal.job(), terminal.generation(), Math::max);
        return pending.remove(terminal.job()) != null;
    }

    /// What could run.
    Iterable<Pending> pending() {
        return pending.values();
    }

    /// Whether an attempt of the partition's owner is at work.
    boolean isAtWork(String partition) {
        return !runningIn(partition).isEmpty();
    }

    /// The partition of a job, empty when it was never submitted.
    String partition(String job) {
        return partitions.getOrDefault(job, "");
    }

    private void add(String job) {
        pending.computeIfAbsent(job, _ -> new Pending(job, partition(job), now));
    }

    private Set<Running> runningIn(String partition) {
        return running.computeIfAbsent(partition, _ -> new HashSet<>());
    }

    private static Running of(String job, Fence fence) {
        return new Running(job, fence.ownerEpoch(), fence.generation(), fence.attempt());
    }
}
