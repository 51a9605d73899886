package dev.towpath.testkit.fleet;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.testkit.Event.AttemptEnded;
import dev.towpath.testkit.Event.AttemptStarted;
import dev.towpath.testkit.Event.Result;
import dev.towpath.testkit.History;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Job;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.Fence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The handlers of one worker: what runs, what it writes to the sink, what it says in the end.
final class Handlers {
    private final String worker;
    private final Random random;
    private final History history;
    private final Cluster cluster;
    private final Sink sink;
    private final EnumSet<Flaw> flaws;
    private final List<Run> runs = new ArrayList<>();
    private final Map<QueuePartition, Set<String>> atStake = new HashMap<>();
    final ArrayDeque<Event.Finished> inbox = new ArrayDeque<>();

    /// A handler at work.
    private static final class Run {
        final Effect.Start start;
        final Line line;
        boolean effective;
        boolean interrupted;
        boolean silent;

        Run(Effect.Start start, Line line) {
            this.start = start;
            this.line = line;
        }
    }

    Handlers(String worker, Fleet fleet) {
        this.worker = worker;
        this.random = fleet.random;
        this.history = fleet.history;
        this.cluster = fleet.cluster;
        this.sink = fleet.sink;
        this.flaws = fleet.flaws;
    }

    void start(Effect.Start start) {
        Arrival.Submitted arrival = start.job().arrival();
        Line line = cluster.at(start.job().place()).line(arrival.offset());
        Run run = new Run(start, line);
        runs.add(run);
        atStake(start.job().place()).add(stake(line.job().job(), start.generation()));
        String payload = line.job().payload();
        if (flaws.contains(Flaw.PAYLOADS_MIXED_UP) && random.nextInt(50) == 0) {
            payload = "another job's";
        }
        history.add(
                new AttemptStarted(
                        line.job().job(),
                        start.generation(),
                        start.attempt(),
                        fence(start),
                        worker,
                        line.job().submission(),
                        line.job().type(),
                        payload));
        if (flaws.contains(Flaw.MARK_BEFORE_EFFECT)) {
            say(run, Result.DONE, Verdict.DONE);
            run.silent = true;
        }
    }

    void interrupt(Job job) {
        runs.stream().filter(run -> run.start.job() == job).forEach(run -> run.interrupted = true);
    }

    void abandon(Job job) {
        for (Run run : runs) {
            if (run.start.job() == job && !run.silent) {
                run.interrupted = true;
                run.silent = true;
                ended(run, Result.ABANDONED);
            }
        }
    }

    /// Jobs of a partition that ran here, or run, and whose result this worker has not committed.
    Set<String> atStake(QueuePartition place) {
        return atStake.computeIfAbsent(place, _ -> new HashSet<>());
    }

    static String stake(String job, int generation) {
        return job + " " + generation;
    }

    boolean idle() {
        return runs.isEmpty() && inbox.isEmpty();
    }

    /// One handler goes on a little.
    void goOn(long now) {
        if (!runs.isEmpty()) {
            goOn(runs.get(random.nextInt(runs.size())), now);
        }
    }

    /// Every handler goes on a little.
    void allGoOn(long now) {
        List.copyOf(runs).forEach(run -> goOn(run, now));
    }

    private void goOn(Run run, long now) {
        String type = run.line.job().type();
        if (type.equals("slow") && !run.interrupted && random.nextInt(30) > 0) {
            return;
        }
        if (run.interrupted && random.nextInt(3) == 0) {
            end(run, Result.FAILED, failed("interrupted"));
        } else if (run.effective) {
            end(run, Result.DONE, Verdict.DONE);
        } else if (type.endsWith("ails")) {
            end(run, Result.FAILED, failed("it fails"));
        } else if (type.equals("snoozes") && random.nextInt(2) == 0) {
            Verdict again =
                    random.nextBoolean()
                            ? new Verdict.Snoozed(now + random.nextInt(3_000))
                            : new Verdict.Hindered("Kafka is away");
            end(run, Result.AGAIN, again);
        } else {
            run.effective = true;
            sink.write(run.line.job().job(), run.start.generation(), fence(run.start), worker);
        }
    }

    private void end(Run run, Result result, Verdict verdict) {
        runs.remove(run);
        if (!run.silent) {
            say(run, result, verdict);
        } else {
            inbox.add(new Event.Finished(run.start.job(), run.start.run(), verdict));
        }
    }

    private void say(Run run, Result result, Verdict verdict) {
        ended(run, result);
        if (result == Result.AGAIN) {
            atStake(run.start.job().place())
                    .remove(stake(run.line.job().job(), run.start.generation()));
        }
        inbox.add(new Event.Finished(run.start.job(), run.start.run(), verdict));
    }

    private void ended(Run run, Result result) {
        history.add(
                new AttemptEnded(
                        run.line.job().job(),
                        run.start.generation(),
                        run.start.attempt(),
                        fence(run.start),
                        worker,
                        result));
    }

    private static Fence fence(Effect.Start start) {
        return new Fence(start.ownerEpoch(), start.generation(), start.attempt());
    }

    private static Verdict failed(String why) {
        return new Verdict.Failed(ErrorCode.HANDLER_FAILED, why, "", "");
    }
}
