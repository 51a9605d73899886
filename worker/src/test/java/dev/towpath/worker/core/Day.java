package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// A long time of one core in a moment: jobs that come, handlers that take their time, a ladder
/// that gives back what is put on it, flushes that are committed.
final class Day {
    final Bed bed;
    private final Map<String, Duration> takes = new HashMap<>();
    private final PriorityQueue<Waiting> ladder =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueAt));
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(Comparator.comparingLong(Running::endsAt));
    private final Map<String, List<Integer>> attempts = new HashMap<>();
    private final Map<String, Long> longestWait = new HashMap<>();
    private boolean expressPaused;
    private long jobsOffset;
    private long expressOffset;

    /// A copy on the ladder.
    private record Waiting(long dueAt, Arrival.Submitted job, JobEnvelope envelope) {}

    private record Running(long endsAt, Effect.Start start) {}

    Day(Limits limits, TypePolicy... policies) {
        bed =
                new Bed(limits, Map.of(), policies)
                        .open(P0, 0, new LedgerTable(1 << 24), new Unfinished());
    }

    /// How long a handler of a type runs; no time where nothing is said.
    Day takes(String type, Duration time) {
        takes.put(type, time);
        return this;
    }

    void arrive(String type) {
        bed.arrive(Submission.at(jobsOffset++).type(type).accepted(bed.now));
    }

    /// Time passes, second by second.
    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            bed.after(Duration.ofSeconds(1));
            while (!running.isEmpty() && running.peek().endsAt <= bed.now) {
                bed.done(running.remove().start);
            }
            act();
            while (!expressPaused && !ladder.isEmpty() && ladder.peek().dueAt <= bed.now) {
                List<Arrival> due = List.of(offLadder(ladder.remove()));
                bed.step(new Event.Arrived(P0, bed.epoch(P0), true, due));
                act();
            }
            bed.step(new Event.FlushReady());
            act();
        }
    }

    /// The numbers of the attempts that ended well, by type.
    List<Integer> ended(String type) {
        return attempts.getOrDefault(type, List.of());
    }

    /// From accepted to started at most, by type.
    Duration longestWait(String type) {
        return Duration.ofMillis(longestWait.getOrDefault(type, 0L));
    }

    int onLadder() {
        return ladder.size();
    }

    /// How many offsets of the jobs are not settled for good.
    long behind() {
        return jobsOffset - bed.view(P0).frontier();
    }

    private void act() {
        List<Effect> effects = new ArrayList<>(bed.effects);
        bed.effects.clear();
        effects.forEach(this::act);
        if (!bed.effects.isEmpty()) {
            act();
        }
    }

    private void act(Effect effect) {
        switch (effect) {
            case Effect.Start start -> {
                String type = start.job().arrival().type();
                longestWait.merge(
                        type, bed.now - start.job().arrival().envelope().acceptedAt(), Math::max);
                attempts.computeIfAbsent(type, _ -> new ArrayList<>()).add(start.attempt());
                Duration time = takes.getOrDefault(type, Duration.ZERO);
                if (time.isZero()) {
                    bed.done(start);
                } else {
                    running.add(new Running(bed.now + time.toMillis(), start));
                }
            }
            case Effect.PutBack copy -> {
                ladder.add(
                        new Waiting(
                                bed.now + copy.delayMillis(),
                                copy.job().arrival(),
                                copy.envelope()));
                bed.step(new Event.PutBackEnded(copy.job(), copy.run(), true));
            }
            case Effect.Pause pause -> expressPaused |= pause.express();
            case Effect.Resume resume -> expressPaused &= !resume.express();
            case Effect.Commit commit -> bed.step(new Event.FlushEnded(commit.flush(), true));
            default -> {}
        }
    }

    private Arrival.Submitted offLadder(Waiting one) {
        Arrival.Submitted job = one.job;
        return new Arrival.Submitted(
                expressOffset++,
                job.bytes(),
                job.source(),
                job.high(),
                job.low(),
                one.envelope.dueAt(one.dueAt),
                job.type(),
                job.lane(),
                job.schema());
    }
}
