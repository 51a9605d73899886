package dev.towpath.worker.run;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.WorkView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the worker tells the others of itself, once a second. For the poll thread.
final class Heartbeat {
    private final Identity who;
    private final Map<String, Set<String>> handlers;
    private final Supplier<List<Presence.Progress>> progress;
    private final Consumer<Presence> tell;

    /// @param handlers the types that there are handlers for, by queue, of all queues that are
    ///     served
    /// @param progress how far attempts say that they are
    /// @param tell takes it at once
    Heartbeat(
            Identity who,
            Map<String, Set<String>> handlers,
            Supplier<List<Presence.Progress>> progress,
            Consumer<Presence> tell) {
        this.who = who;
        this.handlers = new TreeMap<>(handlers);
        this.progress = progress;
        this.tell = tell;
    }

    /// @param assigned all partitions that the group gave to this worker
    /// @param open those of them that are open
    /// @param refused why others stay closed
    void beat(
            Core core,
            WorkView work,
            Collection<QueuePartition> assigned,
            List<PartitionView> open,
            Map<QueuePartition, String> refused) {
        Set<String> opening = new TreeSet<>();
        assigned.forEach(place -> opening.add(place.toString()));
        Set<String> partitions = new TreeSet<>();
        open.forEach(view -> partitions.add(view.place().toString()));
        List<Presence.Refused> closed = new ArrayList<>();
        new TreeMap<>(named(refused))
                .forEach((place, why) -> closed.add(new Presence.Refused(place, why)));
        opening.removeAll(partitions);
        closed.forEach(one -> opening.remove(one.partition()));
        tell.accept(
                new Presence(
                        who,
                        List.copyOf(partitions),
                        List.copyOf(opening),
                        closed,
                        core.inFlight(),
                        served(work),
                        work.gates().stream()
                                .map(
                                        gate ->
                                                new Presence.Held(
                                                        gate.gate(),
                                                        gate.reason(),
                                                        gate.since(),
                                                        gate.until()))
                                .toList(),
                        work.running().stream().map(Heartbeat::running).toList(),
                        progress.get()));
    }

    private List<Presence.Served> served(WorkView work) {
        Map<String, List<Presence.Active>> active = new HashMap<>();
        for (WorkView.TypeWork type : work.types()) {
            active.computeIfAbsent(type.queue(), _ -> new ArrayList<>())
                    .add(
                            new Presence.Active(
                                    type.type(), type.partitions(), type.ready(), type.running()));
        }
        List<Presence.Served> served = new ArrayList<>();
        handlers.forEach(
                (queue, types) ->
                        served.add(
                                new Presence.Served(
                                        queue,
                                        types.stream().sorted().toList(),
                                        active.getOrDefault(queue, List.of()))));
        return served;
    }

    private static Presence.Running running(WorkView.RunningJob job) {
        return new Presence.Running(
                new JobId(job.place().queue(), job.place().partition(), job.high(), job.low())
                        .toString(),
                job.attempt(),
                job.startedAt());
    }

    private static Map<String, String> named(Map<QueuePartition, String> byPlace) {
        Map<String, String> byName = new HashMap<>();
        byPlace.forEach((place, why) -> byName.put(place.toString(), why));
        return byName;
    }
}
