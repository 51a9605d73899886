package dev.towpath.cli.demo;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.demo.Tally.Numbers;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Progress;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `towpath demo`: posts real content to a running `towpath dev` and tells what became of it.
@Command(
        name = "demo",
        description = {
            "Post real content to `towpath dev` in another terminal, and see what becomes of it.",
            "The content is an excerpt of @mdn/browser-compat-data (CC0). For all of it: `npm pack"
                    + " @mdn/browser-compat-data`, `tar xzf` what that fetches, `towpath demo"
                    + " --from package`."
        },
        subcommands = BadDeployCommand.class)
public final class DemoCommand implements Callable<Integer> {
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);
    private static final Posting.Patience PATIENCE =
            new Posting.Patience(Duration.ofSeconds(6), Duration.ofSeconds(15));
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int MOST_FOUND_SHOWN = 10;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            description = "Post the whole unpacked package instead of the excerpt.")
    private @Nullable Path from;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The API key. Default: the one in .towpath/key.")
    private String key = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        TowpathConfig read = config.read();
        if (read.type(DemoHandlers.UPSERT).isEmpty()) {
            throw new TowpathException(
                    ErrorCode.CONFIG_INVALID,
                    "the configuration "
                            + config.file()
                            + " has no job type "
                            + DemoHandlers.UPSERT
                            + ", which the demo posts. Nothing was posted. Run the demo in the"
                            + " folder of a `towpath dev`, whose configuration has it.");
        }
        GatewayConfig at = read.gateway();
        DemoGateway gateway = new DemoGateway(at.host(), at.port(), DemoKey.of(key));
        Path package_ = from;
        Posting.Source source =
                package_ == null ? Excerpt::read : each -> CompatData.read(package_, each);
        Set<String> dead = deadBefore();
        Tally tally = new Tally();
        long started = System.nanoTime();
        postAndAwait(gateway, tally, leavingOut(dead, source));
        Numbers numbers = tally.numbers();
        PrintWriter out = out();
        out.print(
                new Summary(numbers, (System.nanoTime() - started) / 1e9).text()
                        + Summary.left(dead.size(), command())
                        + Summary.stored(DemoHandlers.file(), command()));
        out.flush();
        return numbers.refused().isEmpty() ? ExitCode.OK : ExitCode.PARTLY;
    }

    @Command(name = "search", description = "Search what the demo's jobs have written.")
    int search(
            @Parameters(
                            paramLabel = "TEXT",
                            arity = "1..*",
                            description = "Words, or how they begin.")
                    List<String> words) {
        PrintWriter out = out();
        Path file = DemoHandlers.file();
        if (!Files.exists(file)) {
            throw new TowpathException(
                    ErrorCode.USAGE,
                    "there is nothing to search: "
                            + file
                            + " is not there. Run `towpath dev` here, and `towpath demo` in"
                            + " another terminal.");
        }
        try (CompatStore store = CompatStore.open(file)) {
            List<CompatStore.Found> found =
                    store.search(String.join(" ", words), MOST_FOUND_SHOWN + 1);
            Columns columns = new Columns("");
            found.stream()
                    .limit(MOST_FOUND_SHOWN)
                    .forEach(e -> columns.row(e.id(), e.title(), e.support()));
            out.print(found.isEmpty() ? "Nothing found.\n" : columns.text());
            if (found.size() > MOST_FOUND_SHOWN) {
                out.print(
                        "These are the "
                                + MOST_FOUND_SHOWN
                                + " that fit best; there are more. Another word narrows it down.\n");
            }
            out.flush();
        }
        return 0;
    }

    @Command(
            name = "extract",
            hidden = true,
            description = "Print an excerpt of the package as the demo bundles it.")
    int extract(
            @Parameters(paramLabel = "FOLDER") Path folder,
            @Option(names = "--entries", defaultValue = "1000") int entries) {
        PrintWriter out = out();
        Excerpt.of(folder, entries).forEach(entry -> out.print(entry.json() + "\n"));
        out.flush();
        return 0;
    }

    private void postAndAwait(DemoGateway gateway, Tally tally, Posting.Source source)
            throws InterruptedException {
        Progress progress = new Progress(out());
        Silence whenPosting = new Silence();
        Silence whenAsking = new Silence();
        try (Watch watch = new Watch(gateway, tally, whenAsking)) {
            PostingThread posting =
                    PostingThread.start(
                            new Posting(gateway, tally, whenPosting, PATIENCE, watch::add), source);
            long moved = System.nanoTime();
            int before = -1;
            while (!posting.isOver() || tally.settled() < tally.postedSoFar()) {
                String away =
                        whenPosting.lasts() || whenAsking.lasts()
                                ? "; the gateway does not answer, trying again"
                                : "";
                progress.show(
                        tally.settled(), Math.max(1, tally.postedSoFar()), note(tally) + away);
                IOException hopeless = whenAsking.hopeless(PATIENCE.later());
                if (hopeless != null) {
                    throw gateway.silent(hopeless);
                }
                int settled = tally.settled() + tally.postedSoFar();
                if (settled != before) {
                    before = settled;
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > STUCK_AFTER.toNanos()) {
                    throw stuck(tally, watch.failure());
                }
                tally.awaitChange(LOOK_EVERY);
            }
            posting.join();
            progress.end(tally.settled(), tally.postedSoFar(), note(tally));
        }
    }

    /// What died in an earlier run, by what its handler noted: posted again, it would be tried
    /// again, because a dead job does not keep a new one from being tried.
    private static Set<String> deadBefore() {
        Path file = DemoHandlers.file();
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (CompatStore store = CompatStore.open(file)) {
            return store.unsound();
        }
    }

    private static Posting.Source leavingOut(Set<String> ids, Posting.Source source) {
        return each ->
                source.each(
                        entry -> {
                            if (!ids.contains(entry.id())) {
                                each.accept(entry);
                            }
                        });
    }

    private static String note(Tally tally) {
        return String.format(
                Locale.ROOT, "%,d posted, %,d settled", tally.postedSoFar(), tally.settled());
    }

    private static TowpathException stuck(Tally tally, @Nullable IOException failure) {
        return new TowpathException(
                ErrorCode.GATEWAY_SILENT,
                (tally.postedSoFar() - tally.settled())
                        + " of "
                        + tally.postedSoFar()
                        + " jobs have not ended, and none has for "
                        + STUCK_AFTER.toSeconds()
                        + " s"
                        + (failure == null
                                ? ""
                                : " (asking the gateway: " + failure.getMessage() + ")")
                        + ". They are kept and run as soon as a worker does. See what `towpath dev`"
                        + " says, and run the demo again: what is done is not done twice.");
    }

    private static String command() {
        return System.getProperty("towpath.command", "towpath");
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
