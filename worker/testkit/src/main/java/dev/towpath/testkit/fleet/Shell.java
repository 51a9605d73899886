package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event.CancelRead;
import dev.towpath.testkit.Event.ReadsFirst;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One worker of the fleet: a core, and round it what the engine's shell does, one small step at a
/// time, so that anything can happen between two of them.
final class Shell {
    private static final long CALM_MILLIS = 5_000;

    final String name;
    private final Fleet fleet;
    private final Core core;
    private final long skew;
    private final Membership membership;
    private final Reader reader;
    private final Handlers handlers;
    private final Flushes flushes;
    private final Restorer restorer;

    /// @param skew by which its clock is off
    Shell(String name, Fleet fleet, Core core, long skew) {
        this.name = name;
        this.fleet = fleet;
        this.core = core;
        this.skew = skew;
        this.membership = new Membership(this, fleet);
        this.reader = new Reader(fleet);
        this.handlers = new Handlers(name, fleet, skew);
        this.flushes = new Flushes(name, fleet, handlers);
        this.restorer = new Restorer(fleet);
    }

    boolean left() {
        return membership.left();
    }

    boolean leaving() {
        return membership.leaving();
    }

    void leave() {
        membership.leave();
        tell(new Event.Draining());
    }

    /// So many heartbeats and steps of a flush get no answer: a worker that is paused, or cut off.
    void hearNothing(int heartbeats, int flushSteps) {
        membership.hearNothing(heartbeats);
        flushes.hearNothing(flushSteps);
    }

    /// The process is killed: what was not committed is lost.
    void crash() {
        membership.crash();
        fleet.sends.diesWith(this);
    }

    /// What its clock shows.
    long clock() {
        return fleet.now + skew;
    }

    /// How far a log of a partition was read here, -1 when it is not open here.
    long position(QueuePartition place, boolean ofExpress) {
        return membership
                .seat(place)
                .filter(seat -> seat.phase == Seat.Phase.OPEN)
                .map(seat -> seat.reading(ofExpress).position)
                .orElse(-1L);
    }

    /// Whether nothing here runs or waits but what this version cannot take.
    boolean atRest() {
        return handlers.idle()
                && flushes.idle()
                && core.inFlight() == 0
                && core.unflushed() == 0
                && core.view().stream().allMatch(view -> view.unsettled() == view.held())
                && membership.atRest();
    }

    List<PartitionView> view() {
        return core.view();
    }

    // What its membership asks.

    boolean isQuiet(QueuePartition place) {
        return core.isQuiet(place);
    }

    boolean isFlushing() {
        return !flushes.idle();
    }

    /// The transaction of the flush under way, if there is one, is ended by Kafka.
    void flushTimesOut() {
        flushes.timeOut();
    }

    Set<String> atStake(QueuePartition place) {
        return handlers.atStake(place);
    }

    // What can happen, one at a time.

    /// It is told something, and does what follows.
    void tell(Event event) {
        act(step(event));
    }

    /// Something comes in that it takes up when it reads its inbox.
    void hear(Event event) {
        handlers.hear(event);
    }

    void heartbeat() {
        membership.heartbeat();
    }

    void giveBack() {
        membership.giveBack();
    }

    void restore() {
        if (fleet.flawed(Flaw.WAITS_FOR_CALM) && fleet.calmFor() < CALM_MILLIS) {
            return;
        }
        for (QueuePartition place : membership.places()) {
            Seat seat = membership.at(place);
            switch (seat.phase) {
                case BARRIER -> restorer.barrier(place, seat);
                case READING -> restorer.read(place, seat, clock());
                case RESTORED, OPEN -> {}
            }
        }
    }

    void poll(boolean ofExpress, int most) {
        if (membership.isGivingBack()) {
            return;
        }
        for (QueuePartition place : membership.places()) {
            Seat seat = membership.at(place);
            if (seat.phase == Seat.Phase.OPEN || fleet.flawed(Flaw.FORGET_TO_REPAUSE)) {
                reader.poll(place, seat, ofExpress, most)
                        .ifPresent(
                                arrived -> {
                                    cancelsRead(place, seat, arrived);
                                    tell(arrived);
                                    if (fleet.flawed(Flaw.COMMIT_AT_POLL)) {
                                        fleet.cluster.commit(
                                                fleet.cluster.at(place).jobs, seat.jobs.position);
                                    }
                                });
            }
        }
    }

    private void cancelsRead(QueuePartition place, Seat seat, Event.Arrived arrived) {
        for (Arrival arrival : arrived.arrivals()) {
            if (arrival instanceof Arrival.Cancelling cancel) {
                fleet.history.add(
                        new CancelRead(
                                fleet.express(place).name,
                                cancel.offset(),
                                Draft.name(place, cancel.low()),
                                seat.ownerEpoch));
            }
        }
    }

    /// What was fetched for an assignment that is over comes late.
    void stale() {
        reader.stale().ifPresent(this::stale);
    }

    private void stale(Event.Arrived old) {
        int present = membership.seat(old.place()).map(seat -> seat.epoch).orElse(0);
        if (present == old.epoch()) {
            return;
        }
        int epoch = present > 0 && fleet.flawed(Flaw.STALE_EPOCH_KEPT) ? present : old.epoch();
        tell(new Event.Arrived(old.place(), epoch, old.express(), old.arrivals()));
    }

    void handlersGoOn(boolean all) {
        if (all) {
            handlers.allGoOn();
        } else {
            handlers.goOn();
        }
    }

    void readInbox(boolean all) {
        do {
            Optional<Event> event = handlers.read();
            if (event.isEmpty()) {
                return;
            }
            tell(event.get());
        } while (all);
    }

    void tick() {
        tell(new Event.Ticked());
    }

    void learn(long schema) {
        tell(new Event.SchemaLearned(schema));
    }

    void flush() {
        flush(Map.of());
    }

    /// @param closings partitions that are left cleanly
    void flush(Map<QueuePartition, Seat> closings) {
        if (!flushes.idle() || !fleet.group.has(name) && membership.epoch() < 0) {
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
        Map<QueuePartition, Seat> openings = new LinkedHashMap<>();
        for (QueuePartition place : membership.places()) {
            if (membership.at(place).phase == Seat.Phase.RESTORED
                    && !membership.isGivingBack(place)) {
                openings.put(place, membership.at(place));
            }
        }
        if (flush.isPresent() || !openings.isEmpty() || !closings.isEmpty()) {
            flushes.handOver(flush, openings, closings, name, membership.epoch());
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
                .ifPresent(flush -> tell(new Event.FlushEnded(flush, ended.committed())));
        if (!ended.committed()) {
            return;
        }
        ended.batch().flush().ifPresent(this::flushed);
        ended.batch()
                .openings()
                .forEach(
                        (place, seat) -> {
                            Long epoch = ended.ownerEpochs().get(place);
                            boolean still = membership.seat(place).filter(seat::equals).isPresent();
                            if (still && epoch != null) {
                                open(place, seat, epoch);
                            }
                        });
    }

    private void flushed(Flush flush) {
        for (Flush.FrontierAt at : flush.frontiers()) {
            membership
                    .seat(at.place())
                    .filter(seat -> seat.epoch == at.epoch())
                    .ifPresent(
                            seat -> {
                                seat.jobs.flushed = at.offset();
                                seat.express.flushed = at.express();
                            });
        }
    }

    private void open(QueuePartition place, Seat seat, long ownerEpoch) {
        seat.open(fleet.flawed(Flaw.FORGET_TO_REPAUSE));
        seat.ownerEpoch = ownerEpoch;
        readsFirst(place, seat.expressEnd);
        boolean careless = fleet.flawed(Flaw.CANCEL_READ_BEHIND_ITS_JOB);
        tell(
                new Event.Opened(
                        place,
                        seat.epoch,
                        ownerEpoch,
                        seat.jobs.frontier,
                        seat.express.frontier,
                        careless ? seat.express.frontier : seat.expressEnd,
                        seat.table.orElseThrow(),
                        seat.unfinished));
    }

    private void readsFirst(QueuePartition place, long end) {
        long owner = membership.at(place).ownerEpoch;
        fleet.history.add(new ReadsFirst(fleet.express(place).name, owner, end));
    }

    private List<Effect> step(Event event) {
        return core.step(event, clock());
    }

    private void act(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Start start -> handlers.start(start);
                case Effect.Interrupt interrupt -> handlers.interrupt(interrupt.job());
                case Effect.Abandon abandon -> handlers.abandon(abandon);
                case Effect.PutBack putBack -> fleet.sends.send(this, putBack);
                case Effect.Pause pause -> {
                    reading(pause.place(), pause.express()).paused = true;
                    if (pause.express() && membership.at(pause.place()).expressEnd > 0) {
                        membership.at(pause.place()).expressEnd = 0;
                        readsFirst(pause.place(), 0);
                    }
                }
                case Effect.TellOfDeath _ -> throw new AssertionError("nobody is told here");
                case Effect.Resume resume ->
                        reading(resume.place(), resume.express()).paused =
                                fleet.flawed(Flaw.FORGOTTEN_RESUME);
                case Effect.Commit _ -> throw new AssertionError("a commit outside of a flush");
                case Effect.Skipped _,
                        Effect.Settled _,
                        Effect.Stayed _,
                        Effect.Refused _,
                        Effect.Held _,
                        Effect.Alarm _ -> {}
            }
        }
    }

    private Seat.Reading reading(QueuePartition place, boolean ofExpress) {
        return membership.at(place).reading(ofExpress);
    }
}
