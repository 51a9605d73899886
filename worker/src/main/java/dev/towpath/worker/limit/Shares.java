package dev.towpath.worker.limit;

import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.worker.core.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What this worker may take of the limits that hold over all workers. Those that have work of a
/// type share its limit by how many of their partitions have some, as they all read it on the
/// presence topic.
///
/// Of jobs at a time nobody takes any before the others know that he is there: one who finds others
/// at work waits until each has told again what it runs. A rate is not kept so strictly: who has
/// just got work begins with what his partitions are of all the partitions of the queue. That is
/// also what is left, of both, to one who cannot read who is there. For the poll thread alone.
public final class Shares {
    /// Within this time everybody who is alive has told of himself twice.
    private static final long KNOWN_AFTER_MILLIS = 2 * Presence.EVERY_MILLIS + 500;

    private static final long TURN_MILLIS = 10_000;

    private final String self;
    private final List<Limit> limits;
    private final Map<String, Event.Shared> told = new HashMap<>();
    private final Map<String, Long> mayTakeAt = new HashMap<>();

    /// A limit over all workers.
    ///
    /// @param partitions of the queue
    /// @param inFlight 0 for no limit
    /// @param perSecond infinity for no limit
    public record Limit(
            String type, String queue, int partitions, int inFlight, double perSecond) {}

    /// A worker that has work of a type.
    private record Sharer(String process, int weight, int running) {}

    /// @param self this worker's name on the presence topic
    public Shares(String self, List<Limit> limits) {
        this.self = self;
        this.limits = List.copyOf(limits);
    }

    public boolean isEmpty() {
        return limits.isEmpty();
    }

    /// Looks who is there.
    ///
    /// @param alive everybody, this worker among them once it has read of itself; null when it is
    ///     not sure who is
    /// @param owned how many partitions of each queue are this worker's
    /// @param now milliseconds since 1970
    /// @return what the core is to be told, which is what has changed
    public List<Event> look(@Nullable List<Presence> alive, Map<String, Integer> owned, long now) {
        List<Event> changed = new ArrayList<>();
        for (Limit limit : limits) {
            double mine = (double) owned.getOrDefault(limit.queue, 0) / limit.partitions;
            Event.Shared share =
                    alive == null
                            ? share(limit, (int) (limit.inFlight * mine), mine)
                            : share(limit, alive, mine, now);
            if (!share.equals(told.put(limit.type, share))) {
                changed.add(share);
            }
        }
        return changed;
    }

    private Event.Shared share(Limit limit, List<Presence> alive, double mine, long now) {
        List<Sharer> sharers = sharers(limit, alive);
        Optional<Sharer> me = sharers.stream().filter(one -> one.process.equals(self)).findFirst();
        if (me.isEmpty()) {
            mayTakeAt.remove(limit.type);
            boolean alone = alive.stream().allMatch(this::isNoOtherWorker);
            return share(limit, alone ? limit.inFlight : 0, mine);
        }
        long from =
                mayTakeAt.computeIfAbsent(
                        limit.type, _ -> sharers.size() == 1 ? now : now + KNOWN_AFTER_MILLIS);
        int all = sharers.stream().mapToInt(Sharer::weight).sum();
        return share(
                limit,
                now < from ? 0 : inFlight(limit, me.get(), sharers, now),
                (double) me.get().weight / all);
    }

    private boolean isNoOtherWorker(Presence one) {
        return one.who().process().equals(self) || one.who().role() != Identity.Role.WORKER;
    }

    private static Event.Shared share(Limit limit, int inFlight, double part) {
        return new Event.Shared(
                limit.type,
                limit.inFlight == 0 ? Integer.MAX_VALUE : inFlight,
                part == 0 ? 0 : limit.perSecond * Math.min(1, part));
    }

    /// Whole jobs: each its part, and what is left to one after the other. What the others run
    /// already is theirs, share or not. Who has let go of what is left may run as much for a
    /// moment: whose turn it has become waits until all have told again what they run.
    private static int inFlight(Limit limit, Sharer me, List<Sharer> sharers, long now) {
        int all = sharers.stream().mapToInt(Sharer::weight).sum();
        int left = limit.inFlight;
        for (Sharer one : sharers) {
            left -= (int) ((long) limit.inFlight * one.weight / all);
        }
        int place = sharers.indexOf(me);
        long turn = now / TURN_MILLIS;
        boolean more =
                isTurn(place, turn, left, sharers.size())
                        && (now % TURN_MILLIS >= KNOWN_AFTER_MILLIS
                                || isTurn(place, turn - 1, left, sharers.size()));
        int share = (int) ((long) limit.inFlight * me.weight / all) + (more ? 1 : 0);
        int others = sharers.stream().mapToInt(Sharer::running).sum() - me.running;
        return Math.max(0, Math.min(share, limit.inFlight - others));
    }

    private static boolean isTurn(int place, long turn, int left, int sharers) {
        return Math.floorMod(place + turn, (long) sharers) < left;
    }

    private static List<Sharer> sharers(Limit limit, List<Presence> alive) {
        List<Sharer> sharers = new ArrayList<>();
        for (Presence one : alive) {
            if (one.who().role() != Identity.Role.WORKER) {
                continue;
            }
            for (Presence.Served served : one.queues()) {
                if (!served.queue().equals(limit.queue)) {
                    continue;
                }
                for (Presence.Active active : served.active()) {
                    if (active.type().equals(limit.type)) {
                        sharers.add(
                                new Sharer(
                                        one.who().process(),
                                        Math.max(1, active.partitions()),
                                        active.running()));
                    }
                }
            }
        }
        sharers.sort(Comparator.comparing(Sharer::process));
        return sharers;
    }
}
