package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where the records of each job lie: in the logs at or above what is committed, and on the ladder;
/// and for which of them the ledger says that the job waits.
final class Whereabouts {
    private final Map<String, NavigableMap<Long, Event>> logs = new HashMap<>();
    private final Map<String, Event.OnLadder> climbing = new LinkedHashMap<>();
    private final Map<Hop, Integer> copies = new HashMap<>();
    private final Map<String, Event.Waiting> waiting = new LinkedHashMap<>();

    /// What all copies of a job have in common that are repeats of each other.
    private record Hop(String job, int generation, int hop) {
        static Hop of(Event.OnLadder copy) {
            return new Hop(copy.job(), copy.generation(), copy.hop());
        }

        static Hop of(Event.OnExpress copy) {
            return new Hop(copy.job(), copy.generation(), copy.hop());
        }
    }

    void see(Event.Submitted submitted) {
        if (submitted.offset() >= 0) {
            log(submitted.partition()).put(submitted.offset(), submitted);
        }
    }

    void see(Event.Foreign foreign) {
        log(foreign.partition()).put(foreign.offset(), foreign);
    }

    void see(Event.CancelAsked asked) {
        if (asked.offset() >= 0) {
            log(asked.partition()).put(asked.offset(), asked);
        }
    }

    void see(Event.OnLadder copy) {
        climbing.put(copy.copy(), copy);
        copies.merge(Hop.of(copy), 1, Integer::sum);
    }

    void see(Event.OnExpress copy) {
        if (climbing.remove(copy.copy()) == null) {
            copies.merge(Hop.of(copy), 1, Integer::sum);
        }
        log(copy.partition()).put(copy.offset(), copy);
    }

    void see(Event.Waiting mark) {
        waiting.put(mark.job(), mark);
    }

    void see(Event.Terminal mark) {
        if (mark.state() != State.CONFLICT) {
            waiting.remove(mark.job());
        }
    }

    /// Takes what lies below a committed offset out of its log.
    List<Event> pass(Event.Committed commit) {
        Map<Long, Event> below = log(commit.partition()).headMap(commit.offset());
        List<Event> passed = List.copyOf(below.values());
        below.clear();
        for (Event event : passed) {
            if (event instanceof Event.OnExpress copy) {
                copies.merge(Hop.of(copy), -1, Integer::sum);
            }
        }
        return passed;
    }

    /// The mark of a job whose last one says that it waits; null when it says something else.
    Event.@Nullable Waiting waiting(String job) {
        return waiting.get(job);
    }

    /// All jobs that wait.
    List<Event.Waiting> waiting() {
        return List.copyOf(waiting.values());
    }

    /// Whether a copy that a mark waits for is on the ladder, or lies in express above what is
    /// committed.
    boolean holds(Event.Waiting mark) {
        return copies.getOrDefault(new Hop(mark.job(), mark.generation(), mark.hop()), 0) > 0;
    }

    /// Whether a job waits for this very copy, or a repeat of it.
    boolean waitsFor(Event.OnExpress copy) {
        Event.Waiting mark = waiting.get(copy.job());
        return mark != null && mark.generation() == copy.generation() && mark.hop() == copy.hop();
    }

    /// Whether a job waits for a copy that is on the ladder and is due only after a time.
    boolean isNotDue(String job, long millis) {
        Event.Waiting mark = waiting.get(job);
        return climbs(
                copy ->
                        copy.job().equals(job)
                                && copy.dueAt() > millis
                                && copy.hop() == (mark == null ? 0 : mark.hop()));
    }

    /// Whether a copy is on the ladder that answers to this.
    boolean climbs(Predicate<Event.OnLadder> such) {
        return climbing.values().stream().anyMatch(such);
    }

    /// Whether a record lies in some log above what is committed that answers to this.
    boolean lies(Predicate<Event> such) {
        return logs.values().stream().anyMatch(log -> log.values().stream().anyMatch(such));
    }

    private NavigableMap<Long, Event> log(String partition) {
        return logs.computeIfAbsent(partition, _ -> new TreeMap<>());
    }
}
