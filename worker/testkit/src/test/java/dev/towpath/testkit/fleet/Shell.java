package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event.Fault;
import dev.towpath.testkit.Event.Kind;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One worker of the fleet: a core, and round it what the engine's shell does, one small step at a
/// time, so that anything can happen between two of them.
final class Shell {
    private static final long DRAIN_MILLIS = 3_000;
    private static final long LAST_FLUSH_MILLIS = 2_000;

    final String name;
    private final Fleet fleet;
    private final Core core;
    private final Cluster cluster;
    private final Handlers handlers;
    private final Flushes flushes;
    private final Restorer restorer;
    private final Map<QueuePartition, Seat> seats = new HashMap<>();
    private final List<Event.Arrived> fetched = new ArrayList<>();
    private Set<QueuePartition> givingBack = Set.of();
    private long givingBackSince;
    private int deaf;
    private boolean leaving;
    private boolean left;
    private int memberEpoch = -1;
    private int epochs;

    Shell(String name, Fleet fleet, Core core) {
        this.name = name;
        this.fleet = fleet;
        this.core = core;
        this.cluster = fleet.cluster;
        this.handlers = new Handlers(name, fleet);
        this.flushes = new Flushes(name, fleet, handlers);
        this.restorer = new Restorer(fleet);
    }

    boolean left() {
        return left;
    }

    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
        act(step(new Event.Draining()));
    }

    /// So many heartbeats get no answer: a worker that is paused, or cut off.
    void hearNothing(int heartbeats) {
        deaf = heartbeats;
    }

    /// The process is killed: what was not committed is lost.
    void crash() {
        fault(Kind.CRASH, openSeats());
        left = true;
    }

    /// How far a partition was read here, -1 when it is not open here.
    long position(QueuePartition place) {
        Seat seat = seats.get(place);
        return seat == null || seat.phase != Seat.Phase.OPEN ? -1 : seat.position;
    }

    /// Whether nothing here runs or waits but what this version cannot take.
    boolean atRest() {
        return handlers.idle()
                && flushes.idle()
                && givingBack.isEmpty()
                && core.inFlight() == 0
                && core.unflushed() == 0
                && core.view().stream().allMatch(view -> view.unsettled() == view.held())
                && seats.values().stream().allMatch(seat -> seat.phase == Seat.Phase.OPEN);
    }

    List<PartitionView> view() {
        return core.view();
    }

    // What can happen, one at a time.

    void heartbeat() {
        if (deaf > 0) {
            deaf--;
            return;
        }
        if (!fleet.group.has(name)) {
            if (memberEpoch >= 0) {
                lost();
            }
            if (leaving) {
                left = true;
            } else {
                fleet.group.join(name);
                memberEpoch = 0;
            }
            return;
        }
        if (!givingBack.isEmpty()) {
            return;
        }
        Set<QueuePartition> back =
                leaving ? new HashSet<>(seats.keySet()) : fleet.group.toGiveBack(name);
        back.retainAll(seats.keySet());
        if (!back.isEmpty()) {
            givingBack = back;
            givingBackSince = fleet.now;
            act(step(new Event.Closing(back)));
            return;
        }
        if (leaving) {
            fleet.group.gone(name);
            left = true;
            return;
        }
        Set<QueuePartition> missing = fleet.group.toGiveBack(name);
        fleet.group.gaveBack(name, missing);
        for (QueuePartition place : sorted(fleet.group.assign(name))) {
            seats.put(place, new Seat(++epochs));
        }
        memberEpoch = fleet.group.epoch(name);
    }

    /// Inside a rebalance: waits until what is given back is quiet, but not for ever.
    void giveBack() {
        if (givingBack.isEmpty()) {
            return;
        }
        long since = fleet.now - givingBackSince;
        boolean quiet = givingBack.stream().allMatch(core::isQuiet) && flushes.idle();
        boolean forced = since > DRAIN_MILLIS + (flushes.idle() ? 0 : LAST_FLUSH_MILLIS);
        if (!quiet && !forced && !fleet.flawed(Flaw.DROP_ON_REVOKE)) {
            return;
        }
        Set<QueuePartition> back = givingBack;
        givingBack = Set.of();
        if (forced) {
            fault(Kind.REBALANCE, back);
        }
        gone(back);
        fleet.group.gaveBack(name, back);
        if (fleet.group.has(name)) {
            memberEpoch = fleet.group.epoch(name);
        }
    }

    private void lost() {
        Set<QueuePartition> places = new HashSet<>(seats.keySet());
        fault(Kind.ZOMBIE, places);
        givingBack = Set.of();
        gone(places);
        memberEpoch = -1;
    }

    private void gone(Set<QueuePartition> places) {
        act(step(new Event.Closed(places)));
        places.forEach(seats::remove);
        places.forEach(place -> handlers.atStake(place).clear());
    }

    private void fault(Kind kind, Set<QueuePartition> places) {
        for (QueuePartition place : sorted(places)) {
            fleet.history.add(new Fault(kind, place.toString(), handlers.atStake(place).size()));
        }
    }

    void restore() {
        for (QueuePartition place : sorted(seats.keySet())) {
            Seat seat = seat(place);
            switch (seat.phase) {
                case BARRIER -> restorer.barrier(place, seat);
                case READING -> restorer.read(place, seat);
                case RESTORED, OPEN -> {}
            }
        }
    }

    void poll(int most) {
        if (!givingBack.isEmpty()) {
            return;
        }
        for (QueuePartition place : sorted(seats.keySet())) {
            Seat seat = seat(place);
            if (seat.phase != Seat.Phase.OPEN || seat.paused) {
                continue;
            }
            List<Arrival> arrivals = new ArrayList<>();
            for (Line line : cluster.at(place).read(seat.position, most)) {
                arrivals.add(fleet.flawed(Flaw.GROUP_IGNORED) ? ungrouped(line) : line.arrival());
                seat.position = line.offset() + 1;
            }
            if (!arrivals.isEmpty()) {
                Event.Arrived arrived = new Event.Arrived(place, seat.epoch, arrivals);
                fetched.add(arrived);
                act(step(arrived));
            }
        }
    }

    private static Arrival ungrouped(Line line) {
        if (!(line.arrival() instanceof Arrival.Submitted one)) {
            return line.arrival();
        }
        return new Arrival.Submitted(
                one.offset(),
                one.bytes(),
                one.source(),
                one.high(),
                one.low(),
                one.envelope(),
                one.type(),
                0,
                one.schema());
    }

    /// What was fetched for an assignment that is over comes late.
    void stale() {
        if (fetched.isEmpty()) {
            return;
        }
        Event.Arrived old = fetched.get(fleet.random.nextInt(fetched.size()));
        Seat seat = seats.get(old.place());
        if (seat != null && seat.epoch == old.epoch()) {
            return;
        }
        int epoch = seat != null && fleet.flawed(Flaw.STALE_EPOCH_KEPT) ? seat.epoch : old.epoch();
        act(step(new Event.Arrived(old.place(), epoch, old.arrivals())));
    }

    void handlersGoOn(boolean all) {
        if (all) {
            handlers.allGoOn(fleet.now);
        } else {
            handlers.goOn(fleet.now);
        }
    }

    void readInbox(boolean all) {
        do {
            Event.Finished finished = handlers.inbox.poll();
            if (finished == null) {
                return;
            }
            act(step(finished));
        } while (all);
    }

    void tick() {
        act(step(new Event.Ticked()));
    }

    void learn(long schema) {
        act(step(new Event.SchemaLearned(schema)));
    }

    void flush() {
        if (!flushes.idle() || !fleet.group.has(name) && memberEpoch < 0) {
            return;
        }
        Optional<Flush> flush = Optional.empty();
        List<Effect> others = new ArrayList<>();
        for (Effect effect : step(new Event.FlushReady())) {
            if (effect instanceof Effect.Commit commit) {
                flush = Optional.of(commit.flush());
            } else {
                others.add(effect);
            }
        }
        Map<QueuePartition, Seat> openings = new HashMap<>();
        for (QueuePartition place : sorted(seats.keySet())) {
            if (seat(place).phase == Seat.Phase.RESTORED && !givingBack.contains(place)) {
                openings.put(place, seat(place));
            }
        }
        if (flush.isPresent() || !openings.isEmpty()) {
            flushes.handOver(flush, openings, name, memberEpoch);
        }
        act(others);
    }

    void flushGoesOn() {
        Optional<Flushes.Ended> end = flushes.step();
        if (end.isEmpty()) {
            return;
        }
        Flushes.Ended ended = end.get();
        ended.batch()
                .flush()
                .ifPresent(flush -> act(step(new Event.FlushEnded(flush, ended.committed()))));
        if (ended.committed()) {
            for (QueuePartition place : sorted(ended.batch().openings().keySet())) {
                Seat seat = seats.get(place);
                Long epoch = ended.ownerEpochs().get(place);
                if (seat != null && seat == ended.batch().openings().get(place) && epoch != null) {
                    open(place, seat, epoch);
                }
            }
        }
    }

    private void open(QueuePartition place, Seat seat, long ownerEpoch) {
        seat.phase = Seat.Phase.OPEN;
        seat.position = seat.frontier;
        act(
                step(
                        new Event.Opened(
                                place,
                                seat.epoch,
                                ownerEpoch,
                                seat.frontier,
                                seat.table.orElseThrow())));
    }

    private List<Effect> step(Event event) {
        return core.step(event, fleet.now);
    }

    private void act(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Start start -> handlers.start(start);
                case Effect.Interrupt interrupt -> handlers.interrupt(interrupt.job());
                case Effect.Abandon abandon -> handlers.abandon(abandon.job());
                case Effect.Pause pause -> seat(pause.place()).paused = true;
                case Effect.Resume resume -> seat(resume.place()).paused = false;
                case Effect.Commit _ -> throw new AssertionError("a commit outside of a flush");
                case Effect.Skipped _,
                        Effect.Settled _,
                        Effect.Refused _,
                        Effect.Held _,
                        Effect.Alarm _ -> {}
            }
        }
    }

    private Seat seat(QueuePartition place) {
        Seat seat = seats.get(place);
        if (seat == null) {
            throw new AssertionError(name + " does not own " + place);
        }
        return seat;
    }

    private Set<QueuePartition> openSeats() {
        Set<QueuePartition> open = new HashSet<>(seats.keySet());
        open.removeIf(place -> seat(place).phase != Seat.Phase.OPEN);
        return open;
    }

    private static List<QueuePartition> sorted(Set<QueuePartition> places) {
        return places.stream().sorted(Comparator.comparing(QueuePartition::toString)).toList();
    }
}
