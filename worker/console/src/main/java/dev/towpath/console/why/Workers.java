package dev.towpath.console.why;

import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The workers that are alive, and what of them stands in a job's way.
///
/// @param gateways how many gateways are alive
public record Workers(List<Presence> all, long gateways) {
    /// Those among the processes that are alive.
    public static Workers of(List<Presence> alive) {
        return new Workers(
                alive.stream().filter(one -> one.who().role() == Identity.Role.WORKER).toList(),
                alive.stream().filter(one -> one.who().role() == Identity.Role.GATEWAY).count());
    }

    /// Who has the job's partition open.
    Optional<Presence> owner(JobId id) {
        return all.stream().filter(one -> one.partitions().contains(place(id))).findFirst();
    }

    /// The job's attempt, where it runs; of very many that run only some are known.
    Optional<Presence.Running> running(JobId id) {
        return all.stream()
                .flatMap(one -> one.running().stream())
                .filter(one -> one.job().equals(id.toString()))
                .findFirst();
    }

    /// How far the job is by its handler's word, as `40 %, row 500`; empty for nothing.
    String progress(JobId id) {
        return all.stream()
                .flatMap(one -> one.progress().stream())
                .filter(one -> one.job().equals(id.toString()))
                .max(
                        Comparator.comparingInt(Presence.Progress::generation)
                                .thenComparingInt(Presence.Progress::attempt))
                .map(
                        one ->
                                Math.round(one.part() * 100)
                                        + " %"
                                        + (one.note().isEmpty()
                                                ? ""
                                                : ", " + Shown.printable(one.note())))
                .orElse("");
    }

    /// What the owner of its partition keeps back that would hold the job too.
    Optional<Presence.Held> held(JobId id, String type, TowpathConfig config) {
        String target = config.type(type).map(one -> one.limits().target()).orElse("");
        return owner(id).stream()
                .flatMap(one -> one.held().stream())
                .filter(
                        one ->
                                one.gate().equals("queue/" + id.queue())
                                        || one.gate().equals("type/" + type)
                                        || (!target.isEmpty()
                                                && one.gate().equals("target/" + target)))
                .findFirst();
    }

    /// What keeps the job from running, as far as the workers tell; empty for nothing.
    Optional<Why> obstacle(JobId id, String type, TowpathConfig config) {
        if (all.isEmpty()) {
            return Optional.of(new Why.NoWorker());
        }
        if (!type.isEmpty() && all.stream().noneMatch(one -> handles(one, id.queue(), type))) {
            return Optional.of(new Why.NoHandler(type, all.size()));
        }
        Optional<Presence> owner = owner(id);
        if (owner.isEmpty()) {
            return Optional.of(closed(id));
        }
        if (!type.isEmpty() && !handles(owner.get(), id.queue(), type)) {
            return Optional.of(new Why.NotServed(type, place(id), owner.get().who().process()));
        }
        Optional<Presence.Held> held = held(id, type, config);
        if (held.isPresent()) {
            return Optional.of(
                    new Why.Held(
                            held.get().since(), held.get().reason(), held.get().until(), false));
        }
        return config.type(type).flatMap(one -> atLimit(owner.get(), type, one.limits()));
    }

    private Why closed(JobId id) {
        String place = place(id);
        for (Presence one : all) {
            for (Presence.Refused refused : one.refused()) {
                if (refused.partition().equals(place)) {
                    return new Why.Refused(place, one.who().process(), refused.why());
                }
            }
        }
        return new Why.NotOpen(
                place,
                all.stream()
                        .filter(one -> one.opening().contains(place))
                        .map(one -> one.who().process())
                        .findFirst()
                        .orElse(""));
    }

    private Optional<Why> atLimit(Presence owner, String type, LimitConfig limits) {
        int here = running(owner, type);
        if (here >= limits.maxInFlight()) {
            return Optional.of(new Why.AtLimit(type, here, "on " + owner.who().process()));
        }
        int everywhere = all.stream().mapToInt(one -> running(one, type)).sum();
        return limits.maxInFlightTotal() > 0 && everywhere >= limits.maxInFlightTotal()
                ? Optional.of(new Why.AtLimit(type, everywhere, "on all workers"))
                : Optional.empty();
    }

    private static int running(Presence worker, String type) {
        return worker.queues().stream()
                .flatMap(queue -> queue.active().stream())
                .filter(one -> one.type().equals(type))
                .mapToInt(Presence.Active::running)
                .sum();
    }

    private static boolean handles(Presence worker, String queue, String type) {
        return worker.queues().stream()
                .anyMatch(one -> one.queue().equals(queue) && one.handlers().contains(type));
    }

    private static String place(JobId id) {
        return id.queue() + "-" + id.partition();
    }
}
