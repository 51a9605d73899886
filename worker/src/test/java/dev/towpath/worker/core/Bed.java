package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.Cancel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A core with its clock turned by hand, and everything that it wanted done so far.
final class Bed {
    static final long START = 1_800_000_000_000L;
    static final long FIRST_OWNER = 101;
    static final QueuePartition P0 = new QueuePartition("default", 0);
    static final QueuePartition P1 = new QueuePartition("default", 1);
    static final Verdict.Failed FAILED =
            new Verdict.Failed(ErrorCode.HANDLER_FAILED, "it broke", "E", "at x");
    static final Limits WIDE = new Limits(1_000, 1L << 30, 10_000, 1L << 30, 100_000, 5_000);
    static final TypePolicy T = new TypePolicy("t", false, 60_000, 1_000);
    static final TypePolicy ORDERED = new TypePolicy("ordered", true, 60_000, 1_000);

    final Core core;
    final List<Effect> effects = new ArrayList<>();
    long now = START;
    private final Map<QueuePartition, Integer> epochs = new HashMap<>();
    private @Nullable Flush flush;
    private int epoch;

    Bed(Limits limits, Map<String, Integer> weights, TypePolicy... policies) {
        this(
                new Core(
                        limits,
                        Arrays.stream(policies)
                                .collect(Collectors.toMap(TypePolicy::type, policy -> policy)),
                        weights,
                        Set.of()));
    }

    Bed(Core core) {
        this.core = core;
    }

    /// Types `t` and `ordered`, wide limits, partition 0 of the queue `default` open at offset 0.
    static Bed open() {
        return new Bed(WIDE, Map.of(), T, ORDERED).open(P0, 0);
    }

    static Bed open(Limits limits) {
        return new Bed(limits, Map.of(), T, ORDERED).open(P0, 0);
    }

    Bed open(QueuePartition place, long frontier) {
        return open(place, frontier, new LedgerTable(1 << 20));
    }

    Bed open(QueuePartition place, long frontier, LedgerTable ledger) {
        return open(place, frontier, ledger, new Unfinished());
    }

    Bed open(QueuePartition place, long frontier, LedgerTable ledger, Unfinished unfinished) {
        return open(place, frontier, 0, ledger, unfinished);
    }

    /// With an express topic that is to be read up to there before anything starts.
    Bed open(
            QueuePartition place,
            long frontier,
            long expressEnd,
            LedgerTable ledger,
            Unfinished unfinished) {
        epochs.put(place, ++epoch);
        step(
                new Event.Opened(
                        place,
                        epoch,
                        FIRST_OWNER - 1 + epoch,
                        frontier,
                        0,
                        expressEnd,
                        ledger,
                        unfinished));
        return this;
    }

    int epoch(QueuePartition place) {
        return epochs.getOrDefault(place, -1);
    }

    List<Effect> step(Event event) {
        List<Effect> wanted = core.step(event, now);
        effects.addAll(wanted);
        return wanted;
    }

    List<Effect> arrive(Submission... submissions) {
        return arrive(P0, submissions);
    }

    List<Effect> arrive(QueuePartition place, Submission... submissions) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Submission submission : submissions) {
            arrivals.add(submission.arrival());
        }
        return step(new Event.Arrived(place, epoch(place), false, arrivals));
    }

    List<Effect> arrive(Arrival... arrivals) {
        return step(new Event.Arrived(P0, epoch(P0), false, Arrays.asList(arrivals)));
    }

    /// Records of the express topic.
    List<Effect> express(Submission... submissions) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Submission submission : submissions) {
            arrivals.add(submission.arrival());
        }
        return step(new Event.Arrived(P0, epoch(P0), true, arrivals));
    }

    /// A cancel of a job, on the express topic.
    ///
    /// @param jobsEnd the end of the jobs topic when it was asked
    List<Effect> cancel(Submission job, long offset, long jobsEnd) {
        return cancel(job, offset, "c", START, jobsEnd, null);
    }

    List<Effect> cancel(
            Submission job,
            long offset,
            String client,
            long askedAt,
            long jobsEnd,
            @Nullable Mark waiting) {
        Arrival cancel = cancelling(job, offset, new Cancel(client, askedAt, jobsEnd), waiting);
        return step(new Event.Arrived(P0, epoch(P0), true, List.of(cancel)));
    }

    /// A cancel of a job, and what comes off the ladder and is read at once behind it.
    List<Effect> cancel(Submission job, long offset, long jobsEnd, Submission next) {
        Arrival cancel = cancelling(job, offset, new Cancel("c", START, jobsEnd), null);
        return step(new Event.Arrived(P0, epoch(P0), true, List.of(cancel, next.arrival())));
    }

    private static Arrival cancelling(
            Submission job, long offset, Cancel cancel, @Nullable Mark waiting) {
        Arrival.Submitted of = job.arrival();
        return new Arrival.Cancelling(
                offset, 50, "cancel " + offset, of.high(), of.low(), cancel, waiting);
    }

    /// The copy that was wanted last is stored, or perhaps not.
    List<Effect> putBack(boolean stored) {
        Effect.PutBack last = only(Effect.PutBack.class, effects).getLast();
        return step(new Event.PutBackEnded(last.job(), last.run(), stored));
    }

    List<Effect> after(Duration time) {
        now += time.toMillis();
        return step(new Event.Ticked());
    }

    List<Effect> finish(Effect.Start start, Verdict verdict) {
        return step(new Event.Finished(start.job(), start.run(), verdict));
    }

    List<Effect> done(Effect.Start start) {
        return finish(start, Verdict.DONE);
    }

    List<Effect> fail(Effect.Start start) {
        return finish(start, FAILED);
    }

    /// Takes what there is to flush; fails when there is nothing.
    Flush flush() {
        for (Effect effect : step(new Event.FlushReady())) {
            if (effect instanceof Effect.Commit commit) {
                flush = commit.flush();
                return flush;
            }
        }
        throw new AssertionError("there is nothing to flush");
    }

    boolean nothingToFlush() {
        return step(new Event.FlushReady()).stream().noneMatch(Effect.Commit.class::isInstance);
    }

    List<Effect> flushed(boolean committed) {
        if (flush == null) {
            throw new AssertionError("no flush is under way");
        }
        return step(new Event.FlushEnded(flush, committed));
    }

    /// Flushes, and the flush is committed.
    Flush commit() {
        Flush committed = flush();
        flushed(true);
        return committed;
    }

    PartitionView view(QueuePartition place) {
        return core.view().stream()
                .filter(view -> view.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    static <E extends Effect> List<E> only(Class<E> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static List<Effect.Start> starts(List<Effect> effects) {
        return only(Effect.Start.class, effects);
    }

    /// The offsets of the jobs that are to be started, in that order.
    static List<Long> startedAt(List<Effect> effects) {
        return starts(effects).stream().map(start -> start.job().arrival().offset()).toList();
    }

    /// The last start of the job at an offset.
    Effect.Start start(long offset) {
        List<Effect.Start> found =
                starts(effects).stream()
                        .filter(start -> start.job().arrival().offset() == offset)
                        .toList();
        if (found.isEmpty()) {
            throw new AssertionError("nothing at offset " + offset + " was started");
        }
        return found.getLast();
    }

    /// The settlements of jobs in a flush as `offset state`.
    static List<String> settled(Flush flush) {
        return flush.settlements().stream()
                .map(
                        settlement ->
                                switch (settlement) {
                                    case Settlement.Settled settled ->
                                            settled.arrival().offset()
                                                    + " "
                                                    + settled.mark().state().word();
                                    case Settlement.Noted noted ->
                                            noted.job().arrival().offset()
                                                    + (noted.mark().state() == State.RUNNING
                                                            ? " begun"
                                                            : " noted");
                                    case Settlement.Asked asked ->
                                            "cancel asked by " + asked.mark().client();
                                    case Settlement.Withdrawn withdrawn ->
                                            "withdrawn generation " + withdrawn.mark().generation();
                                    case Settlement.Rejected rejected ->
                                            rejected.arrival().offset() + " rejected";
                                })
                .toList();
    }

    /// The frontiers in a flush as `place offset`.
    static List<String> frontiers(Flush flush) {
        return flush.frontiers().stream()
                .map(frontier -> frontier.place() + " " + frontier.offset())
                .sorted()
                .toList();
    }
}
