package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event.Fault;
import dev.towpath.testkit.Event.Kind;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.QueuePartition;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One worker's place in the group: which partitions it has, and how it gets and gives them.
final class Membership {
    private static final long DRAIN_MILLIS = 3_000;
    private static final long LAST_FLUSH_MILLIS = 10_000;
    private static final Comparator<QueuePartition> IN_ORDER =
            Comparator.comparing(QueuePartition::queue).thenComparingInt(QueuePartition::partition);

    private final Shell worker;
    private final Fleet fleet;
    private final Map<QueuePartition, Seat> seats = new TreeMap<>(IN_ORDER);
    private Set<QueuePartition> givingBack = Set.of();
    private long givingBackSince;
    private boolean closed;
    private int deaf;
    private boolean leaving;
    private boolean left;
    private int memberEpoch = -1;
    private int epochs;

    Membership(Shell worker, Fleet fleet) {
        this.worker = worker;
        this.fleet = fleet;
    }

    boolean left() {
        return left;
    }

    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /// So many heartbeats get no answer.
    void hearNothing(int heartbeats) {
        deaf = heartbeats;
    }

    void crash() {
        Set<QueuePartition> open = new HashSet<>(seats.keySet());
        open.removeIf(place -> at(place).phase != Seat.Phase.OPEN);
        fault(Kind.CRASH, open);
        left = true;
    }

    /// The epoch that this worker believes to be in, -1 outside of the group.
    int epoch() {
        return memberEpoch;
    }

    /// Whether it is in a rebalance, in which nothing is fetched.
    boolean isGivingBack() {
        return !givingBack.isEmpty();
    }

    /// Its partitions, each time in the same order.
    List<QueuePartition> places() {
        return List.copyOf(seats.keySet());
    }

    boolean isGivingBack(QueuePartition place) {
        return givingBack.contains(place);
    }

    Optional<Seat> seat(QueuePartition place) {
        return Optional.ofNullable(seats.get(place));
    }

    Seat at(QueuePartition place) {
        return seat(place)
                .orElseThrow(() -> new AssertionError(worker.name + " does not own " + place));
    }

    boolean atRest() {
        return givingBack.isEmpty()
                && seats.values().stream().allMatch(seat -> seat.phase == Seat.Phase.OPEN);
    }

    void heartbeat() {
        if (deaf > 0) {
            deaf--;
            return;
        }
        if (!fleet.group.has(worker.name)) {
            outside();
            return;
        }
        if (!givingBack.isEmpty()) {
            return;
        }
        Set<QueuePartition> back =
                leaving ? new HashSet<>(seats.keySet()) : fleet.group.toGiveBack(worker.name);
        back.retainAll(seats.keySet());
        if (!back.isEmpty()) {
            givingBack = back;
            givingBackSince = fleet.now;
            closed = false;
            worker.tell(new Event.Closing(back));
            return;
        }
        if (leaving) {
            fleet.group.gone(worker.name);
            left = true;
            return;
        }
        Set<QueuePartition> missing = fleet.group.toGiveBack(worker.name);
        fleet.group.gaveBack(worker.name, missing);
        for (QueuePartition place : sorted(fleet.group.assign(worker.name))) {
            seats.put(place, new Seat(++epochs));
        }
        memberEpoch = fleet.group.epoch(worker.name);
    }

    private void outside() {
        if (memberEpoch >= 0) {
            Set<QueuePartition> places = new HashSet<>(seats.keySet());
            fault(Kind.ZOMBIE, places);
            givingBack = Set.of();
            gone(places);
            memberEpoch = -1;
        }
        if (leaving) {
            left = true;
        } else {
            fleet.group.join(worker.name);
            memberEpoch = 0;
        }
    }

    /// Inside a rebalance: waits until what is given back is quiet, but not for ever.
    void giveBack() {
        if (givingBack.isEmpty()) {
            return;
        }
        long since = fleet.now - givingBackSince;
        boolean quiet = givingBack.stream().allMatch(worker::isQuiet) && !worker.isFlushing();
        boolean forced = since > DRAIN_MILLIS + (worker.isFlushing() ? LAST_FLUSH_MILLIS : 0);
        if (!fleet.flawed(Flaw.DROP_ON_REVOKE)) {
            if (!quiet && !forced) {
                return;
            }
            if (!closed && !worker.isFlushing()) {
                closed = true;
                worker.flush(closings());
                return;
            }
        }
        Set<QueuePartition> back = givingBack;
        givingBack = Set.of();
        if (forced) {
            // As long as this a transaction may not stay open: Kafka has ended it.
            worker.flushTimesOut();
            fault(Kind.REBALANCE, back);
        }
        gone(back);
        if (leaving && seats.isEmpty()) {
            // Nothing comes between giving back and leaving.
            fleet.group.gone(worker.name);
            left = true;
            return;
        }
        fleet.group.gaveBack(worker.name, back);
        if (fleet.group.has(worker.name)) {
            memberEpoch = fleet.group.epoch(worker.name);
        }
    }

    /// What is left cleanly.
    private Map<QueuePartition, Seat> closings() {
        Map<QueuePartition, Seat> closings = new LinkedHashMap<>();
        for (QueuePartition place : sorted(givingBack)) {
            if (at(place).phase == Seat.Phase.OPEN && worker.isQuiet(place)) {
                closings.put(place, at(place));
            }
        }
        return closings;
    }

    private void gone(Set<QueuePartition> places) {
        worker.tell(new Event.Closed(places));
        places.forEach(seats::remove);
        places.forEach(place -> worker.atStake(place).clear());
    }

    private void fault(Kind kind, Set<QueuePartition> places) {
        for (QueuePartition place : sorted(places)) {
            fleet.history.add(new Fault(kind, place.toString(), worker.atStake(place).size()));
        }
    }

    private static List<QueuePartition> sorted(Set<QueuePartition> places) {
        return places.stream().sorted(IN_ORDER).toList();
    }
}
