package dev.towpath.cli.demo;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.dead.DeadCommand;
import dev.towpath.cli.replay.ReplayCommand;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `towpath demo bad-deploy`: a bad deployment turns orders into dead letters; it is rolled back,
/// and exactly those are replayed, with the commands that an SRE would type.
@Command(
        name = "bad-deploy",
        description = {
            "Play a bad deployment against `towpath dev` in another terminal: orders become dead"
                    + " letters, are counted, and run again once it is rolled back, each once.",
            "May be run again."
        })
final class BadDeployCommand implements Callable<Integer> {
    private static final int BAD = 3_412;
    private static final int ALL = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The API key. Default: the one in .towpath/key.")
    private String key = "";

    /// The commands that the story uses, as the user has them.
    @Command(
            name = "towpath",
            subcommands = {DeadCommand.class, ReplayCommand.class})
    private static final class Commands {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        TowpathConfig read = config.read();
        if (read.types().get(DemoHandlers.SHIP) == null) {
            throw new TowpathException(
                    ErrorCode.CONFIG_INVALID,
                    "the configuration "
                            + config.file()
                            + " has no job type "
                            + DemoHandlers.SHIP
                            + ". Nothing was posted. Run the demo in the folder of a `towpath dev`"
                            + " of this version, whose configuration has it.");
        }
        String run = Long.toString(Instant.now().getEpochSecond(), 36);
        BadDeploy deploy = BadDeploy.beside(DemoHandlers.file());
        try (TopicReader reader = new TopicReader(read.kafka(), TopicReader.Watch.NONE);
                Shipments shipments = Shipments.open(DemoHandlers.file())) {
            play(read, run, deploy, reader, shipments);
        } finally {
            deploy.rollBack();
        }
        return ExitCode.OK;
    }

    private void play(
            TowpathConfig read,
            String run,
            BadDeploy deploy,
            TopicReader reader,
            Shipments shipments)
            throws IOException, InterruptedException {
        String good = "dpl-" + run + "-41";
        String bad = "dpl-" + run + "-42";
        tell("Deployment %s goes live. It cannot read prices.", bad);
        deploy.deploy(bad);
        DemoGateway gateway =
                new DemoGateway(read.gateway().host(), read.gateway().port(), DemoKey.of(key));
        new Orders(gateway, run).post(ALL, BAD, good, bad);
        tell(
                "%,d orders come in, %,d of them from the new deployment, the others from %s, which"
                        + " still serves old pages.",
                ALL, BAD, good);
        Filter ofBad = DemoFilter.deployment(bad);
        await(
                () -> letters(read, reader, ofBad) == BAD,
                () -> letters(read, reader, ofBad) + " of " + BAD + " dead letters");
        await(
                () -> shipments.count(run, good).orders() == ALL - BAD,
                () -> shipments.count(run, good) + " of " + (ALL - BAD));

        tell("Something is wrong. What died, and of what?");
        type("dead", "list", "--deployment", bad);
        tell("One cause, one deployment. What would a replay do? Nothing is written for that:");
        type("dead", "replay", "--deployment", bad, "--dry-run");
        tell("Rolling back %s.", bad);
        deploy.rollBack();
        tell("And now exactly those again:");
        type("dead", "replay", "--deployment", bad, "--yes");
        await(
                () -> shipments.count(run, bad).orders() == BAD,
                () -> shipments.count(run, bad) + " of " + BAD);
        tell("Somebody else on call, who does not know, does the same once more:");
        type("dead", "replay", "--deployment", bad, "--yes");
        summary(shipments.count(run, good), shipments.count(run, bad));
    }

    private static int letters(TowpathConfig read, TopicReader reader, Filter filter) {
        return new DeadLetters(
                        reader, read.topicNames(), read.queues().keySet(), filter, new TreeMap<>())
                .letters()
                .size();
    }

    private void summary(Shipments.Count good, Shipments.Count bad) {
        int all = good.orders() + bad.orders();
        int again = good.again() + bad.again();
        tell(
                "%,d of %,d orders are shipped, %s more than once, says the shop's own database (%s).",
                all, ALL, again == 0 ? "none" : again, DemoHandlers.file());
        if (all != ALL || again != 0) {
            throw new TowpathException(
                    ErrorCode.UNEXPECTED,
                    "the demo expected every order to be shipped once. That is a bug. Please report"
                            + " it with the logs in .towpath/logs.");
        }
    }

    /// Types a command and shows what it says.
    private void type(String... args) {
        out().println("$ towpath " + String.join(" ", args) + "\n");
        out().flush();
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        String[] withConfig = java.util.Arrays.copyOf(args, args.length + 2);
        withConfig[args.length] = "--config";
        withConfig[args.length + 1] = config.file().toString();
        new CommandLine(new Commands())
                .setOut(root.getOut())
                .setErr(root.getErr())
                .setExecutionExceptionHandler(root.getExecutionExceptionHandler())
                .setParameterExceptionHandler(root.getParameterExceptionHandler())
                .execute(withConfig);
        out().println();
        out().flush();
    }

    private void await(BooleanSupplier condition, java.util.function.Supplier<String> found)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline
                    || never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TowpathException(
                        ErrorCode.GATEWAY_SILENT,
                        "the orders did not end within "
                                + PATIENCE.toSeconds()
                                + " s: "
                                + found.get()
                                + ". They are kept and run as soon as a worker does. See what"
                                + " `towpath dev` says, and run the demo again.");
            }
        }
    }

    private void tell(String format, Object... values) {
        out().println(Paragraph.wrap(String.format(Locale.ROOT, "# " + format, values)) + "\n");
        out().flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
