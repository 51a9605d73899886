package dev.towpath.worker.run;

import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.kafka.FlushResult;
import dev.towpath.worker.kafka.FlushTask;
import dev.towpath.worker.kafka.Flusher;
import dev.towpath.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The poll thread's work: it owns the consumer and the core, turns what comes in into events and
/// does what the core wants done. Everything here is called by that one thread.
///
/// It never blocks in poll(): a consumer of the KIP-848 protocol with a paused partition burns a
/// core there. It polls without waiting, then parks on the inbox.
final class Engine implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final Duration PAUSE = Duration.ofMillis(4);
    // While jobs come. One waits half of it on average, and twice: one poll sends a fetch, another
    // hands over what it brought.
    private static final Duration BUSY_PAUSE = Duration.ofMillis(1);
    private static final long BUSY_MILLIS = 100;
    private static final long TICK_MILLIS = 50;
    private static final Duration LAST_FLUSH = Duration.ofSeconds(10);

    private final Core core;
    private final Consumer<byte[], byte[]> consumer;
    private final Express express;
    private final Flusher flusher;
    private final Assignments assignments;
    private final HandlerThreads handlers;
    private final Restraints restraints;
    private final Inbox inbox;
    private final Intake intake;
    private final Deeds deeds;
    private final WorkerMetrics metrics;
    private final PollClock clock;
    private final Timing timing;
    private final Standing standing;
    private final Set<QueuePartition> replaced = new HashSet<>();
    private boolean flushing;
    private boolean controlRead;
    private long flushEndedAt;
    private long tickedAt;
    private long workedAt;
    private boolean abandoned;

    /// @param flushPause between the end of a flush and the start of the next
    /// @param drain for how long running jobs may go on when a partition or the worker goes
    record Timing(FlushPause flushPause, Duration drain) {}

    Engine(
            Core core,
            Consumer<byte[], byte[]> consumer,
            Express express,
            Flusher flusher,
            Assignments assignments,
            HandlerThreads handlers,
            Restraints restraints,
            Inbox inbox,
            Intake intake,
            Deeds deeds,
            WorkerMetrics metrics,
            PollClock clock,
            Timing timing,
            Standing standing) {
        this.core = core;
        this.consumer = consumer;
        this.express = express;
        this.flusher = flusher;
        this.assignments = assignments;
        this.handlers = handlers;
        this.restraints = restraints;
        this.inbox = inbox;
        this.intake = intake;
        this.deeds = deeds;
        this.metrics = metrics;
        this.clock = clock;
        this.timing = timing;
        this.standing = standing;
    }

    void subscribe() {
        consumer.subscribe(List.copyOf(intake.topics()), this);
    }

    /// One round: fetch, decide, do. Parks when nothing was to do.
    void round() {
        int worked = readInbox();
        worked += poll();
        tick();
        flush();
        if (!replaced.isEmpty()) {
            reopen(Set.copyOf(replaced));
        }
        if (worked > 0) {
            workedAt = clock.millis();
        } else {
            inbox.park(clock.millis() - workedAt < BUSY_MILLIS ? BUSY_PAUSE : PAUSE);
        }
    }

    /// Stops starting, lets what runs end until the deadline, commits what ended, and leaves the
    /// group.
    void drain() {
        log.info("Stopping: {} jobs run, nothing new starts", core.inFlight());
        tell(new Event.Draining());
        long deadline = clock.millis() + timing.drain().toMillis();
        while (core.inFlight() > 0 && clock.millis() < deadline) {
            poll();
            pump();
        }
        if (core.inFlight() > 0) {
            log.warn(
                    "{} jobs did not end within {}; they run again on another worker",
                    core.inFlight(),
                    timing.drain());
        }
        // Closing gives back the partitions, through onPartitionsRevoked.
        consumer.close();
        express.close();
    }

    /// Gives everything up after a failure: what runs is interrupted, nothing more is committed,
    /// and the group is left, so that others take over at once.
    void abandon() {
        abandoned = true;
        try {
            // The clock may be what failed; the core knows an earlier time.
            act(core.step(new Event.Closed(assignments.places()), 0));
        } finally {
            consumer.close();
            express.close();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            // A position must be there before the next poll; the true one is set when it opens.
            consumer.seek(partition, 0);
            assignments.assigned(intake.place(partition));
        }
        log.info("Assigned {}", partitions);
        if (!partitions.isEmpty() && !flushing) {
            // An empty task makes the transactional producer, which takes about as long as reading
            // a ledger: both are done at a time.
            handOver(FlushTask.nothing(), Map.of(), Map.of());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty() || abandoned) {
            return;
        }
        Set<QueuePartition> places = places(partitions);
        log.info("Giving back {}", places);
        tell(new Event.Closing(places));
        long deadline = clock.millis() + timing.drain().toMillis();
        while (!places.stream().allMatch(core::isQuiet) && clock.millis() < deadline) {
            pump();
        }
        // The flush under way may be what opens one of them, or makes the producer for it.
        awaitFlush(LAST_FLUSH);
        if (!flushing) {
            Map<QueuePartition, FlushTask.Offsets> closings =
                    assignments.closings(places, core::isQuiet);
            submit(core.step(new Event.FlushReady(), clock.millis()), closings);
            awaitFlush(LAST_FLUSH);
        }
        gone(places);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        if (abandoned) {
            return;
        }
        Set<QueuePartition> places = places(partitions);
        log.warn("Lost {}: what runs there is interrupted, its results are dropped", places);
        gone(places);
    }

    private void gone(Set<QueuePartition> places) {
        tell(new Event.Closed(places));
        assignments.gone(places);
        intake.gone(places);
        express.gone(places);
        replaced.removeAll(places);
    }

    /// Everything but fetching: for inside a rebalance.
    private void pump() {
        int worked = readInbox();
        tick();
        flush();
        if (worked == 0) {
            inbox.park(BUSY_PAUSE);
        }
    }

    private void awaitFlush(Duration atMost) {
        long deadline = clock.millis() + atMost.toMillis();
        while (flushing && clock.millis() < deadline) {
            if (readInbox() == 0) {
                inbox.park(BUSY_PAUSE);
            }
        }
    }

    private int readInbox() {
        int read = 0;
        for (Inbox.Message message = inbox.poll(); message != null; message = inbox.poll()) {
            read++;
            switch (message) {
                case Inbox.Message.Attempt attempt -> {
                    handlers.forget(attempt.finished().job());
                    tell(restraints.judge(attempt.finished()));
                }
                case Inbox.Message.Checkpoint checkpoint -> tell(checkpoint.checkpointed());
                case Inbox.Message.PutBack putBack -> tell(putBack.ended());
                case Inbox.Message.DeathTold death -> tell(death.told());
                case Inbox.Message.Exhausted exhausted -> throw exhausted.problem();
                case Inbox.Message.Flushed flushed -> flushed(flushed.result());
                case Inbox.Message.Opening opening ->
                        assignments.restored(opening.restored(), clock.millis());
                case Inbox.Message.Control control -> tell(control.event());
                case Inbox.Message.ControlRead _ -> controlRead = true;
            }
        }
        return read;
    }

    private int poll() {
        int read = express.poll(this::takeExpress);
        try {
            return read + intake.poll(this::take);
        } catch (OffsetOutOfRangeException e) {
            reopen(places(e.partitions()));
            return read + 1;
        }
    }

    private void take(QueuePartition place, List<Arrival> arrivals) {
        arrived(place, false, arrivals);
    }

    private void takeExpress(QueuePartition place, List<Arrival> arrivals) {
        arrived(place, true, arrivals);
    }

    private void arrived(QueuePartition place, boolean ofExpress, List<Arrival> arrivals) {
        tell(new Event.Arrived(place, assignments.openEpoch(place), ofExpress, arrivals));
    }

    /// Another topic is there than the one that was read or written, or a shorter one. Whoever
    /// opens the partitions judges that, so they are given back and taken again.
    private void reopen(Set<QueuePartition> places) {
        log.warn("{} are opened again: their jobs or their ledger are not what they were", places);
        List<TopicPartition> partitions = places.stream().map(intake::partition).toList();
        onPartitionsRevoked(partitions);
        onPartitionsAssigned(partitions);
    }

    private void tick() {
        long now = clock.millis();
        if (now - tickedAt < TICK_MILLIS) {
            return;
        }
        tickedAt = now;
        restraints.news(assignments.places(), now).forEach(this::tell);
        long slept = clock.slept();
        if (slept > 0) {
            log.info("The machine's clock has jumped {} ms ahead", slept);
            act(core.step(new Event.Slept(slept), now));
        }
        act(core.step(new Event.Ticked(), now));
        assignments.retry(now);
        standing.look(core, now);
    }

    private void flush() {
        if (flushing
                || clock.millis() - flushEndedAt < timing.flushPause().millis(core.unflushed())) {
            return;
        }
        submit(core.step(new Event.FlushReady(), clock.millis()), Map.of());
    }

    /// Hands what the core wants committed to the flush thread, with what is to be opened and
    /// closed and the group metadata of this moment.
    private void submit(List<Effect> effects, Map<QueuePartition, FlushTask.Offsets> closings) {
        Effect.Commit commit = null;
        List<Effect> others = new ArrayList<>(effects.size());
        for (Effect effect : effects) {
            if (effect instanceof Effect.Commit wanted) {
                commit = wanted;
            } else {
                others.add(effect);
            }
        }
        Map<QueuePartition, FlushTask.Offsets> openings =
                controlRead ? assignments.openings() : Map.of();
        if (commit != null || !openings.isEmpty() || !closings.isEmpty()) {
            handOver(commit == null ? FlushTask.nothing() : commit.flush(), openings, closings);
        }
        act(others);
    }

    private void handOver(
            Flush flush,
            Map<QueuePartition, FlushTask.Offsets> openings,
            Map<QueuePartition, FlushTask.Offsets> closings) {
        flushing = true;
        flusher.submit(new FlushTask(flush, openings, closings, consumer.groupMetadata()));
    }

    private void flushed(FlushResult result) {
        flushing = false;
        if (result.committed() && result.task().isEmpty()) {
            // It only made the producer. What waits for it needs no pause.
            return;
        }
        flushEndedAt = clock.millis();
        metrics.flushed(result.nanos(), result.committed());
        standing.flushed(result);
        if (!result.task().flush().frontiers().isEmpty()) {
            tell(new Event.FlushEnded(result.task().flush(), result.committed()));
        }
        if (!result.committed()) {
            // The next try comes after a pause, and after a poll that may tell what has changed.
            flushEndedAt = clock.millis() + 10 * timing.flushPause().millis(0);
            return;
        }
        assignments.flushed(result.task().flush().frontiers());
        result.replaced().stream()
                .filter(place -> assignments.openEpoch(place) != 0)
                .forEach(replaced::add);
        result.ownerEpochs().forEach(this::open);
    }

    private void open(QueuePartition place, long ownerEpoch) {
        Event.Opened opened = assignments.opened(place, ownerEpoch);
        if (opened != null) {
            tell(opened);
            express.open(place, opened.express());
            intake.open(place, opened.frontier());
        }
    }

    private void tell(Event event) {
        act(core.step(event, clock.millis()));
    }

    private void act(List<Effect> effects) {
        effects.forEach(deeds::act);
    }

    private Set<QueuePartition> places(Collection<TopicPartition> partitions) {
        Set<QueuePartition> places = new HashSet<>();
        partitions.forEach(partition -> places.add(intake.place(partition)));
        return places;
    }
}
