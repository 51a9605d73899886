package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The engine's decisions: which record is a job that must run, what runs when, what is settled,
/// and what a flush holds.
///
/// Pure and single-writer: [#step] takes one event with its time and returns what is to be done.
/// There is no thread, clock, chance, Kafka, logging or I/O in here, so that a fleet of cores runs
/// in a simulation as it does in production.
public final class Core {
    private static final int MOST_ASIDE = 500;
    private static final Verdict.Failed EXPIRED =
            Verdict.Failed.last(ErrorCode.EXPIRED, "it expired before its first attempt");
    private static final long STALL_MILLIS = 60_000;
    private static final long SWEEP_MILLIS = 500;

    private final Limits limits;
    private final Turns turns;
    private final Map<QueuePartition, Partition> partitions = new HashMap<>();
    private final Wanted wanted = new Wanted();
    private final Backpressure backpressure;
    private final Waiting waiting;
    private final Endings endings;
    private final Intake intake;
    private final Departures departures = new Departures();
    private final Deaths deaths = new Deaths();
    private final Results results = new Results();
    private final Notes notes = new Notes();
    private final Returns returns;
    private final InFlight inFlight;
    private boolean draining;
    private long now;
    private long sweptAt;

    /// @param policies of the types that this worker has handlers for, by type
    /// @param weights of the queues, by queue, from 1; 1 where none is given
    /// @param schemas fingerprints of the payload schemas that it knows
    public Core(
            Limits limits,
            Map<String, TypePolicy> policies,
            Map<String, Integer> weights,
            Set<Long> schemas) {
        this(limits, policies, weights, Map.of(), schemas);
    }

    /// @param targets how many jobs may run of each target, by its name; any number where none is
    ///     given
    public Core(
            Limits limits,
            Map<String, TypePolicy> policies,
            Map<String, Integer> weights,
            Map<String, TargetPolicy> targets,
            Set<Long> schemas) {
        this.limits = limits;
        this.inFlight = new InFlight(limits);
        this.turns = new Turns(policies, weights, targets);
        this.backpressure = new Backpressure(limits, wanted);
        this.waiting = new Waiting(schemas, wanted);
        this.endings = new Endings(results, waiting, notes, backpressure, inFlight, wanted);
        this.returns = new Returns(waiting, departures, notes, wanted);
        Cancelling cancelling = new Cancelling(limits, endings, departures, results, wanted);
        this.intake =
                new Intake(turns, waiting, results, endings, cancelling, backpressure, wanted);
    }

    /// Takes one event.
    ///
    /// @param millis milliseconds since 1970; one below an earlier one counts as that one
    /// @throws BrokenInvariant when the core finds itself in a state that must not be
    public List<Effect> step(Event event, long millis) {
        now = Math.max(now, millis);
        switch (event) {
            case Event.Opened opened -> open(opened);
            case Event.Arrived arrived -> {
                Partition partition = current(arrived.place(), arrived.epoch());
                if (partition != null) {
                    cameBack(partition, arrived);
                    intake.arrive(partition, arrived, now);
                }
            }
            case Event.Checkpointed checkpointed -> notes.checkpoint(checkpointed);
            case Event.Finished finished -> finish(finished);
            case Event.GateClosed closed ->
                    turns.close(closed.gate(), closed.reason(), closed.until(), now);
            case Event.GateOpened opened -> turns.open(opened.gate());
            case Event.GateProbed probed -> turns.probe(probed.gate(), probed.jobs());
            case Event.Shared shared -> turns.share(shared, now);
            case Event.PutBackEnded ended -> putBackEnded(ended);
            case Event.DeathTold told -> {
                Verdict.Failed failed = deaths.ended(told, now);
                if (failed != null) {
                    endings.settle(told.job(), State.DEAD, failed, now);
                }
            }
            case Event.FlushReady _ -> flush();
            case Event.FlushEnded ended -> {
                results.ended(ended, this::current, now);
                if (ended.committed()) {
                    marked(ended.flush());
                }
                partitions.values().forEach(backpressure::resumeIfRoom);
            }
            case Event.Slept slept -> turns.types().forEach(type -> type.grant(slept.millis()));
            case Event.Ticked _ -> tick();
            case Event.Closing closing -> closing(closing.places());
            case Event.Closed closed -> closed.places().forEach(this::close);
            case Event.Draining _ -> draining = true;
            case Event.SchemaLearned learned -> learn(learned.fingerprint());
        }
        endings.freed().forEach(behind -> intake.again(behind, now));
        startWhatMay();
        return wanted.take();
    }

    /// Whether nothing of a partition runs and everything settled of it is committed, so that it
    /// can be given away without work being repeated.
    public boolean isQuiet(QueuePartition place) {
        Partition partition = partitions.get(place);
        return partition == null || partition.isQuiet();
    }

    /// Jobs that run now.
    public int inFlight() {
        return inFlight.jobs();
    }

    /// What there is to do, and what is kept back.
    public WorkView work() {
        return turns.view();
    }

    /// Results that are not committed yet, those of the flush under way included.
    public int unflushed() {
        return results.size();
    }

    /// What there is to know of each partition, for metrics and for people.
    public List<PartitionView> view() {
        List<PartitionView> views = new ArrayList<>();
        for (Partition partition : partitions.values()) {
            views.add(partition.view());
        }
        return views;
    }

    private void open(Event.Opened opened) {
        Partition partition =
                new Partition(
                        opened.place(),
                        opened.epoch(),
                        opened.ownerEpoch(),
                        opened.ledger(),
                        opened.unfinished(),
                        limits.maxInFlight(),
                        opened.frontier(),
                        opened.express(),
                        opened.expressEnd(),
                        now);
        if (partitions.put(opened.place(), partition) != null) {
            throw new BrokenInvariant(opened.place() + " is opened twice");
        }
    }

    private void startWhatMay() {
        for (Partition partition : partitions.values()) {
            if (!partition.suspects.isEmpty() && !partition.closing && !draining) {
                notes.begin(partition, inFlight, results, now);
            }
        }
        while (!draining && inFlight.hasRoom() && unflushed() < limits.maxUnflushed()) {
            Job job = turns.next(now);
            if (job == null) {
                return;
            }
            if (!job.partition.closing && job.phase != Job.Phase.SETTLED) {
                start(job);
            }
        }
    }

    private void start(Job job) {
        long expires = job.arrival.envelope().expiresAt();
        if (expires > 0 && now >= expires && job.run == 0 && job.attempt == 0) {
            endings.settle(job, State.EXPIRED, EXPIRED, now);
            return;
        }
        if (tooManyCrashes(job)) {
            die(
                    job,
                    Verdict.Failed.last(
                            ErrorCode.WORKERS_DIED,
                            job.crashes + " workers died while its handler ran"));
        } else if (job.suspect && !job.marked) {
            job.partition.suspects.add(job);
            notes.begin(job.partition, inFlight, results, now);
        } else {
            wanted.add(inFlight.start(job, now));
        }
    }

    private static boolean tooManyCrashes(Job job) {
        return job.type.policy != null && job.crashes >= job.type.policy.retry().maxCrashes();
    }

    private void marked(Flush flush) {
        for (Settlement settlement : flush.settlements()) {
            if (settlement instanceof Settlement.Noted begun
                    && begun.begins()
                    && current(begun.place(), begun.epoch()) != null
                    && begun.job().phase != Job.Phase.SETTLED
                    && !begun.job().partition.closing
                    && !draining) {
                wanted.add(inFlight.start(begun.job(), now));
            }
        }
    }

    private void finish(Event.Finished finished) {
        Job job = finished.job();
        if (job.partition.closed || job.run != finished.run() || !job.running()) {
            return;
        }
        boolean interrupted = job.phase == Job.Phase.INTERRUPTED;
        job.type.learn(job, finished.verdict(), now);
        inFlight.stopped(job);
        job.note = finished.note();
        if (job.cancelled && !(finished.verdict() instanceof Verdict.Done)) {
            endings.settle(job, State.CANCELLED, Cancelling.CANCELLED, now);
            return;
        }
        switch (finished.verdict()) {
            case Verdict.Done _ -> endings.settle(job, State.DONE, Verdict.DONE, now);
            case Verdict.Failed failed ->
                    failed(job, interrupted ? InFlight.endedByItsInterrupt(job, failed) : failed);
            case Verdict.Snoozed snoozed -> returns.snoozed(job, snoozed, now);
            case Verdict.Hindered hindered -> returns.hindered(job, hindered, now);
        }
    }

    private void failed(Job job, Verdict.Failed failed) {
        if (failed.code() == ErrorCode.ATTEMPT_BROKE_OFF) {
            job.crashes++;
        }
        if (job.cancelled) {
            endings.settle(job, State.CANCELLED, Cancelling.CANCELLED, now);
        } else if (failed.code() == ErrorCode.ATTEMPT_BROKE_OFF && tooManyCrashes(job)) {
            die(job, failed.forGood());
        } else if (!returns.failed(job, failed, now)) {
            die(job, failed);
        }
    }

    private void die(Job job, Verdict.Failed failed) {
        if (job.type.policy != null && job.type.policy.tellsOfDead()) {
            wanted.add(deaths.begin(job, failed));
        } else {
            endings.settle(job, State.DEAD, failed, now);
        }
    }

    private void putBackEnded(Event.PutBackEnded ended) {
        Job.Departure departure = departures.ended(ended, now);
        if (departure != null) {
            endings.putBack(ended.job(), departure, now);
        }
    }

    /// A copy may come back before the ladder's answer does, which then is no news.
    private void cameBack(Partition partition, Event.Arrived arrived) {
        if (!arrived.express() || partition.leaving == 0) {
            return;
        }
        for (Arrival arrival : arrived.arrivals()) {
            if (arrival instanceof Arrival.Submitted copy) {
                Job job = departures.cameBack(partition, copy);
                if (job != null) {
                    endings.putBack(job, departures.left(job), now);
                }
            }
        }
    }

    private void flush() {
        notes.write(results, now);
        Flush flush = results.assemble(partitions.values());
        if (flush != null) {
            wanted.add(new Effect.Commit(flush));
        }
    }

    private void tick() {
        turns.types().forEach(this::timeOut);
        waiting.awake(now).forEach(job -> waiting.admit(job, now));
        turns.aside(now, MOST_ASIDE).forEach(job -> returns.aside(job, now));
        wanted.addAll(departures.again(now));
        wanted.addAll(deaths.again(now));
        boolean sweep = now - sweptAt >= SWEEP_MILLIS;
        for (Partition partition : partitions.values()) {
            if (sweep) {
                partition.ledger.sweep(partition);
            }
            backpressure.resumeIfRoom(partition);
            intake.opened(partition, now);
            String cause = partition.stalled(now, STALL_MILLIS, limits);
            if (!cause.isEmpty()) {
                wanted.add(new Effect.Alarm(ErrorCode.PARTITION_STALLED, cause));
            }
        }
        if (sweep) {
            sweptAt = now;
        }
    }

    /// Interrupts handlers past their deadline, and gives those up that do not heed it. The jobs of
    /// a type have the same timeout, so the oldest is always the first.
    private void timeOut(TypeState type) {
        for (Job job = type.oldestRunning; job != null && job.deadline <= now; ) {
            Job later = job.later;
            if (job.phase == Job.Phase.RUNNING) {
                job.phase = Job.Phase.INTERRUPTED;
                job.giveUpAt = now + limits.timeoutGraceMillis();
                wanted.add(new Effect.Interrupt(job, job.run));
            } else if (job.giveUpAt <= now) {
                wanted.add(new Effect.Abandon(job, job.run));
                job.run++;
                Verdict.Failed ignored = InFlight.ignoredItsInterrupt(job);
                type.learn(job, ignored, now);
                inFlight.stopped(job);
                failed(job, ignored);
            }
            job = later;
        }
    }

    private void closing(Set<QueuePartition> places) {
        for (QueuePartition place : places) {
            Partition partition = partitions.get(place);
            if (partition != null) {
                partition.closing = true;
            }
        }
    }

    private void close(QueuePartition place) {
        Partition partition = partitions.remove(place);
        if (partition == null) {
            return;
        }
        partition.closing = true;
        partition.closed = true;
        for (Job job : turns.drop(partition)) {
            wanted.add(new Effect.Interrupt(job, job.run));
            inFlight.stopped(job);
        }
        partition.forEach(inFlight::release);
        waiting.drop(partition);
        departures.drop(partition);
        deaths.drop(partition);
        results.drop(place);
    }

    private void learn(long fingerprint) {
        waiting.learn(fingerprint);
        for (Partition partition : partitions.values()) {
            partition.released(fingerprint).forEach(job -> waiting.admit(job, now));
        }
    }

    private @Nullable Partition current(QueuePartition place, int epoch) {
        Partition partition = partitions.get(place);
        return partition == null || partition.epoch != epoch ? null : partition;
    }
}
