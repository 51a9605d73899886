package dev.towpath.cli.replay;

import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.cli.terminal.Progress;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.replay.DryRun;
import dev.towpath.console.replay.Plan;
import dev.towpath.console.replay.PlanJson;
import dev.towpath.console.replay.Replay;
import dev.towpath.console.replay.Source;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.node.ObjectNode;

/// A replay as the command line runs it: the dry run first, then a question, then the jobs.
public final class Replaying {
    private static final int MOST_KINDS = 10;
    private static final int MOST_REFUSED = 5;
    private static final int WIDTH = 96;

    private final TowpathConfig config;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final String command;

    public Replaying(TowpathConfig config, RunOptions options, CommandSpec spec) {
        this.config = config;
        this.options = options;
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.command =
                "towpath "
                        + String.join(
                                " ", spec.root().commandLine().getParseResult().originalArgs());
    }

    /// Counts, asks, and replays.
    ///
    /// @param edited see [Plan]
    /// @return the exit status
    public int start(
            Plan.Origin origin, List<String> queues, Filter filter, boolean force, String edited) {
        Instant now = Instant.now();
        Plan draft =
                new Plan(
                        Plan.newId(now),
                        origin,
                        queues,
                        filter,
                        force,
                        options.expired(),
                        options.max(),
                        options.rate(),
                        options.actor(),
                        command,
                        now,
                        Plan.State.STOPPED,
                        "",
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        0,
                        0,
                        0,
                        0,
                        edited);
        try (TopicReader reader = new TopicReader(config.kafka(), new Reading(err));
                Replay replay = new Replay(config, reader, InstantSource.system())) {
            Source source = replay.source(draft);
            DryRun counted = replay.dryRun(source, draft.max());
            if (!options.json()) {
                print(counted, draft);
            }
            if (counted.run() == 0) {
                return nothing(counted);
            }
            if (!options.yes() && !asked(counted.run())) {
                return dryOnly(counted);
            }
            return run(replay, draft.counted(source.ends(), counted.run()), source, counted);
        }
    }

    /// Goes on with a plan.
    public int resume(String id) {
        try (TopicReader reader = new TopicReader(config.kafka(), new Reading(err));
                Replay replay = new Replay(config, reader, InstantSource.system())) {
            Plan plan = replay.find(id);
            plan = options.rate() > 0 ? plan.paced(options.rate()) : plan;
            if (plan.state() == Plan.State.DONE) {
                say("Plan " + id + " is done already: nothing was replayed.");
                return ExitCode.NOTHING;
            }
            Source source = replay.source(plan);
            return run(replay, plan, source, replay.dryRun(source, 0));
        }
    }

    private int run(Replay replay, Plan plan, Source source, DryRun counted) {
        Progress progress = new Progress(err);
        long startedAt = System.nanoTime();
        CountDownLatch ended = new CountDownLatch(1);
        Thread stop = new Thread(() -> stop(replay, ended), "stop-replay");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            Plan last =
                    replay.watch(p -> progress.show(p.sent(), p.planned(), note(p)))
                            .run(plan, source);
            progress.end(last.sent(), last.planned(), note(last));
            return report(last, counted, replay.refused(), (System.nanoTime() - startedAt) / 1e9);
        } catch (TowpathException e) {
            if (e.code() == ErrorCode.REPLAY_BROKEN_OFF || e.code() == ErrorCode.PLAN_TAKEN_OVER) {
                throw e;
            }
            throw new TowpathException(
                    ErrorCode.REPLAY_BROKEN_OFF,
                    e.line() + " Then go on with `" + resumeCommand(plan) + "`; no job runs twice.",
                    e);
        } finally {
            ended.countDown();
            removeHook(stop);
        }
    }

    private void stop(Replay replay, CountDownLatch ended) {
        err.println("\nStopping after the part that is under way …");
        err.flush();
        replay.stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // The JVM is stopping already, which is why the replay has ended.
            return;
        }
    }

    private static String note(Plan plan) {
        return String.format(Locale.ROOT, "%,d of %,d replayed", plan.sent(), plan.planned());
    }

    private int report(Plan plan, DryRun counted, List<String> refused, double seconds) {
        boolean done = plan.state() == Plan.State.DONE;
        if (options.json()) {
            ObjectNode json = json(counted);
            json.set("plan", PlanJson.write(plan));
            refused.forEach(json.putArray("refused")::add);
            out.println(Json.pretty(json));
            out.flush();
        } else {
            say(
                    String.format(
                            Locale.ROOT,
                            "%s %,d jobs in %.1f s, plan %s.",
                            done ? "Replayed" : "Stopped after",
                            plan.sent(),
                            seconds,
                            plan.id()));
            if (!done) {
                say("Go on with: " + resumeCommand(plan));
            }
        }
        if (!refused.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.REPLAY_INCOMPLETE,
                    refused.size()
                            + " jobs of plan "
                            + plan.id()
                            + " were refused by Kafka and are as they were: "
                            + String.join(
                                    "; ",
                                    refused.stream()
                                            .limit(MOST_REFUSED)
                                            .map(Printable::line)
                                            .toList())
                            + ". The others were replayed. Mend that, then replay the same again:"
                            + " it takes only what is left.");
        }
        return done ? ExitCode.OK : ExitCode.PARTLY;
    }

    private static String resumeCommand(Plan plan) {
        return System.getProperty("towpath.command", "towpath") + " replay --resume " + plan.id();
    }

    private int nothing(DryRun counted) {
        if (options.json()) {
            out.println(Json.pretty(json(counted)));
            out.flush();
        } else {
            say(
                    counted.matched() == 0
                            ? "Nothing matches: nothing was replayed."
                            : "Nothing of it is left to run: nothing was replayed.");
        }
        return ExitCode.NOTHING;
    }

    private int dryOnly(DryRun counted) {
        if (options.json()) {
            out.println(Json.pretty(json(counted)));
            out.flush();
        } else {
            say("Nothing was replayed. To do it, give the same command with --yes.");
        }
        return ExitCode.OK;
    }

    private boolean asked(long jobs) {
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty() || options.json() || options.dryRun()) {
            return false;
        }
        String answer = console.get().readLine("Replay %s? [y/N] ", count(jobs).strip() + " jobs");
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private void print(DryRun counted, Plan plan) {
        Columns columns = new Columns("");
        columns.row(
                count(counted.matched()),
                (plan.origin() == Plan.Origin.DEAD ? "dead letters match " : "records match ")
                        + Printable.line(plan.filter().words()));
        counted.left()
                .forEach((why, number) -> columns.row(count(number), "left out: " + why.words()));
        columns.row(count(counted.run()), "to run again");
        out.print("Dry run, nothing is written yet:\n\n" + columns.text());
        if (!counted.kinds().isEmpty()) {
            out.println("\nWhat runs again:\n");
            Columns kinds = new Columns("");
            counted.kinds().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                    .limit(MOST_KINDS)
                    .forEach(
                            kind ->
                                    kinds.row(
                                            count(kind.getValue()),
                                            Printable.clip(kind.getKey(), WIDTH - 12)));
            out.print(kinds.text());
            if (counted.kinds().size() > MOST_KINDS) {
                out.println("and " + (counted.kinds().size() - MOST_KINDS) + " more");
            }
        }
        out.println();
        out.flush();
    }

    private static ObjectNode json(DryRun counted) {
        ObjectNode json = Json.object();
        ObjectNode dry = json.putObject("dryRun");
        dry.put("matched", counted.matched());
        dry.put("run", counted.run());
        ObjectNode left = dry.putObject("left");
        counted.left().forEach((why, number) -> left.put(why.key(), number));
        ObjectNode kinds = dry.putObject("kinds");
        counted.kinds().forEach(kinds::put);
        return json;
    }

    private void say(String line) {
        (options.json() ? err : out).println(line);
        out.flush();
        err.flush();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,9d", number);
    }
}
