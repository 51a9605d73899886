package dev.towpath.e2e.torture;

import dev.towpath.e2e.evidence.Chronicle;
import dev.towpath.e2e.evidence.Evidence;
import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.evidence.Sighting;
import dev.towpath.e2e.fleet.Installation;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a run is judged, by what the brokers have on disk and the sink has heard.
final class Trial {
    private static final int SHOWN = 5;

    private final History history;
    private final List<String> complaints;

    private Trial(History history, List<String> complaints) {
        this.history = history;
        this.complaints = complaints;
    }

    /// @param logs of a broker that has everything
    /// @param handlers attempts and effects
    static Trial of(
            Path logs,
            Installation installation,
            Promises promises,
            List<Sighting> handlers,
            Set<String> killed) {
        Map<String, String> owners = owners(handlers);
        Evidence evidence =
                Evidence.read(
                        logs,
                        installation.topics(),
                        Installation.QUEUE,
                        Installation.orderedTypes(),
                        promises::answer,
                        (partition, epoch, id) -> owners.getOrDefault(partition + " " + epoch, id));
        List<Event> first = new ArrayList<>(Installation.declarations());
        first.addAll(promises.refusedSubmissions());
        History history =
                Chronicle.of(evidence, first, handlers, killed, System.currentTimeMillis());
        List<String> complaints = new ArrayList<>(Judges.complaintsWithLadder(history));
        evidence.lateWrites().stream()
                .limit(SHOWN)
                .forEach(late -> complaints.add("a late write: " + late));
        complaints.addAll(lost(history, promises.jobs()));
        complaints.addAll(doubled(history));
        return new Trial(history, complaints);
    }

    History history() {
        return history;
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// Adds what is no matter of the history: that it took too long.
    Trial add(List<String> more) {
        List<String> all = new ArrayList<>(complaints);
        all.addAll(more);
        return new Trial(history, all);
    }

    /// Who owned a partition is told by what ran there.
    private static Map<String, String> owners(List<Sighting> handlers) {
        Map<String, String> owners = new HashMap<>();
        for (Sighting sighting : handlers) {
            if (sighting.event() instanceof Event.AttemptStarted started) {
                String job = started.job();
                String partition = job.substring(0, job.lastIndexOf('_'));
                owners.put(partition + " " + started.fence().ownerEpoch(), started.worker());
            }
        }
        return owners;
    }

    /// Jobs that a gateway has answered 202 for, and no log knows the end of.
    static List<String> lost(History history, Set<String> promised) {
        Set<String> open = new HashSet<>(promised);
        for (Event event : history.events()) {
            if (event instanceof Event.Terminal terminal) {
                open.remove(terminal.job());
            }
        }
        return open.stream()
                .sorted()
                .map(job -> "S1 job " + job + " was answered 202 and never ended")
                .toList();
    }

    /// What took effect twice in one generation at the sink with the fence.
    static List<String> doubled(History history) {
        Set<String> seen = new HashSet<>();
        List<String> doubled = new ArrayList<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Effect effect
                    && effect.accepted()
                    && !seen.add(effect.job() + " " + effect.generation())) {
                doubled.add(
                        "S5 job "
                                + effect.job()
                                + " generation "
                                + effect.generation()
                                + " took effect twice");
            }
        }
        return doubled;
    }

    /// The figures of a run.
    ///
    /// @param repeats effects beyond the first that a sink without a fence would have had
    /// @param bound how many the faults allow
    record Figures(
            long submissions,
            long attempts,
            long effects,
            long repeats,
            long bound,
            Map<String, Long> ends,
            long breaches) {}

    Figures figures() {
        long submissions = 0;
        long attempts = 0;
        long effects = 0;
        long bound = 0;
        Map<String, Integer> written = new HashMap<>();
        Map<String, Long> ends = new HashMap<>();
        Set<String> ended = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Submitted) {
                submissions++;
            } else if (event instanceof Event.AttemptStarted) {
                attempts++;
            } else if (event instanceof Event.Effect effect) {
                effects += effect.accepted() ? 1 : 0;
                written.merge(effect.job() + " " + effect.generation(), 1, Integer::sum);
            } else if (event instanceof Event.Fault fault) {
                bound += fault.atStake();
            } else if (event instanceof Event.Terminal end
                    && ended.add(end.job() + " " + end.generation() + " " + end.state())) {
                ends.merge(end.state().word(), 1L, Long::sum);
            }
        }
        long repeats = written.values().stream().mapToLong(times -> times - 1).sum();
        return new Figures(
                submissions,
                attempts,
                effects,
                repeats,
                bound,
                Map.copyOf(ends),
                complaints.size());
    }

    /// What liveness asks for.
    static List<String> late(Duration worst, String where, Duration bound, boolean rested) {
        List<String> late = new ArrayList<>();
        if (worst.compareTo(bound) > 0) {
            late.add(
                    "L3 "
                            + where
                            + " had work and stood still for "
                            + worst.toMillis()
                            + " ms while nothing was broken, at most "
                            + bound.toMillis()
                            + " ms are allowed");
        }
        if (!rested) {
            late.add("L1 not everything had ended in time after the last fault was healed");
        }
        return late;
    }
}
