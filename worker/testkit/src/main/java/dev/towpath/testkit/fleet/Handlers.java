package dev.towpath.testkit.fleet;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.testkit.Event.AttemptEnded;
import dev.towpath.testkit.Event.AttemptStarted;
import dev.towpath.testkit.Event.Result;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Job;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.Fence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The handlers of one worker: what runs, what it writes to the sink, what it says in the end.
final class Handlers {
    private final String worker;
    private final Fleet fleet;
    private final RandomGenerator random;
    private final long skew;
    private final List<Run> runs = new ArrayList<>();
    private final List<Run> said = new ArrayList<>();
    private final Map<QueuePartition, Set<String>> atStake = new HashMap<>();
    private final ArrayDeque<Event> inbox = new ArrayDeque<>();

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

    /// @param skew by which the worker's clock is off
    Handlers(String worker, Fleet fleet, long skew) {
        this.worker = worker;
        this.fleet = fleet;
        this.random = fleet.random;
        this.skew = skew;
    }

    /// Something comes in that the worker takes up when it reads its inbox.
    void hear(Event event) {
        inbox.add(event);
    }

    /// The next that it reads.
    Optional<Event> read() {
        Event event = inbox.poll();
        if (event instanceof Event.Finished finished) {
            said.removeIf(run -> is(run, finished.job(), finished.run()));
        }
        return Optional.ofNullable(event);
    }

    private static boolean is(Run run, Job job, int number) {
        return run.start.job() == job && run.start.run() == number;
    }

    void start(Effect.Start start) {
        Line line = Line.of(start.job().arrival());
        Run run = new Run(start, line);
        runs.add(run);
        atStake(start.job().place()).add(stake(run));
        String payload = line.job().payload();
        if (fleet.flawed(Flaw.PAYLOADS_MIXED_UP) && random.nextInt(50) == 0) {
            payload = "another job's";
        }
        fleet.history.add(
                new AttemptStarted(
                        line.job().job(),
                        start.generation(),
                        start.attempt(),
                        fence(start),
                        worker,
                        line.job().submission(),
                        line.job().type(),
                        payload,
                        fleet.now));
        if (fleet.flawed(Flaw.MARK_BEFORE_EFFECT)) {
            say(run, Result.DONE, Verdict.DONE);
            run.silent = true;
        }
    }

    void interrupt(Job job) {
        runs.stream().filter(run -> run.start.job() == job).forEach(run -> run.interrupted = true);
    }

    /// Gives a run up, at work yet or with a result that nobody has read yet.
    void abandon(Effect.Abandon abandon) {
        for (Run run : said) {
            if (is(run, abandon.job(), abandon.run())) {
                ended(run, Result.ABANDONED);
            }
        }
        for (Run run : runs) {
            if (is(run, abandon.job(), abandon.run()) && !run.silent) {
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

    static String stake(String job, int generation, int attempt) {
        return job + " " + generation + " " + attempt;
    }

    private static String stake(Run run) {
        return stake(run.line.job().job(), run.start.generation(), run.start.attempt());
    }

    boolean idle() {
        return runs.isEmpty() && inbox.isEmpty();
    }

    /// One handler goes on a little.
    void goOn() {
        if (!runs.isEmpty()) {
            goOn(runs.get(random.nextInt(runs.size())));
        }
    }

    /// Every handler goes on a little.
    void allGoOn() {
        List.copyOf(runs).forEach(this::goOn);
    }

    private void goOn(Run run) {
        Types type = Types.of(run.line.job().type());
        if (type == Types.SLOW && !run.interrupted && random.nextInt(30) > 0) {
            return;
        }
        if (run.interrupted && random.nextInt(3) == 0) {
            end(run, Result.FAILED, failed("interrupted"));
            return;
        }
        switch (type) {
            case FAILS, FAILS_THRICE, FAILS_SLOWLY, ORDERED_FAILS ->
                    end(run, Result.FAILED, failed("it fails"));
            case HOPELESS ->
                    end(
                            run,
                            Result.FAILED_FOR_GOOD,
                            Verdict.Failed.last(ErrorCode.HANDLER_SAID_DEAD, "never"));
            case FLAKY, PATIENT, ORDERED_FLAKY, ORDERED_STRICT -> {
                if (random.nextInt(3) == 0) {
                    end(run, Result.FAILED, failed("it fails now and then"));
                } else {
                    work(run);
                }
            }
            case SNOOZES -> {
                if (!run.effective && random.nextInt(2) == 0) {
                    end(run, Result.AGAIN, later());
                } else {
                    work(run);
                }
            }
            case PLAIN, SLOW, AVRO, LATER, ORDERED -> work(run);
        }
    }

    private Verdict later() {
        return switch (random.nextInt(3)) {
            case 0 -> new Verdict.Hindered("Kafka is away");
            case 1 -> new Verdict.Snoozed(fleet.now + skew + random.nextInt(2_000));
            default -> new Verdict.Snoozed(fleet.now + skew + random.nextInt(60_000));
        };
    }

    private void work(Run run) {
        if (run.effective) {
            end(run, Result.DONE, Verdict.DONE);
        } else {
            if (random.nextInt(10) == 0) {
                inbox.add(new Event.Checkpointed(run.start.job(), run.start.run(), "half"));
            }
            run.effective = true;
            fleet.sink.write(
                    run.line.job().job(), run.start.generation(), fence(run.start), worker);
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
        said.add(run);
        if (result == Result.AGAIN) {
            atStake(run.start.job().place()).remove(stake(run));
        }
        inbox.add(new Event.Finished(run.start.job(), run.start.run(), verdict));
    }

    private void ended(Run run, Result result) {
        fleet.history.add(
                new AttemptEnded(
                        run.line.job().job(),
                        run.start.generation(),
                        run.start.attempt(),
                        fence(run.start),
                        worker,
                        result,
                        fleet.now));
    }

    private static Fence fence(Effect.Start start) {
        return new Fence(start.ownerEpoch(), start.generation(), start.attempt());
    }

    private static Verdict failed(String why) {
        return new Verdict.Failed(ErrorCode.HANDLER_FAILED, why, "", "");
    }
}
