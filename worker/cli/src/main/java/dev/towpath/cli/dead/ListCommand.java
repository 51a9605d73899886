package dev.towpath.cli.dead;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.Units;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `towpath dead list`: the dead letters that wait for somebody, by cause.
@Command(
        name = "list",
        description = {
            "List the dead letters that wait for somebody, grouped by cause.",
            "A cause is the class of the error, its message without ids and numbers, and the"
                    + " topmost frame that is your own."
        })
final class ListCommand implements Callable<Integer> {
    /// The part of the retention after which it is time to act.
    private static final double LATE = 0.8;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final DeadFilterOptions filter = new DeadFilterOptions();

    @Option(names = "--all", description = "List the letters one by one.")
    private boolean all;

    @Option(
            names = "--closed",
            description = "Also those that were replayed, discarded or overtaken.")
    private boolean closed;

    @Option(names = "--json", description = "As one JSON document; with --all one document a line.")
    private boolean json;

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        Instant now = Instant.now();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (Opened opened = Opened.of(read, filter.queues(read), filter.filter(now), err)) {
            DeadLetters dead = opened.dead();
            List<Letter> shown = new ArrayList<>();
            List<Letter> open = new ArrayList<>();
            SortedMap<String, Integer> fates = new TreeMap<>();
            for (Letter letter : dead.letters()) {
                Fate fate = dead.fate(letter);
                fates.merge(fate.kind(), 1, Integer::sum);
                if (fate instanceof Fate.Open) {
                    open.add(letter);
                }
                if (closed || fate instanceof Fate.Open) {
                    shown.add(letter);
                }
            }
            if (all) {
                one(shown, dead);
            } else {
                grouped(shown, fates);
            }
            warn(read, open, now, err);
            return shown.isEmpty() ? ExitCode.NOTHING : ExitCode.OK;
        }
    }

    private void grouped(List<Letter> shown, SortedMap<String, Integer> fates) {
        Groups groups = Groups.of(shown);
        if (json) {
            ObjectNode document = Json.object();
            document.put("letters", shown.size());
            groups.json().forEach(document.putArray("causes")::add);
            ObjectNode counts = document.putObject("fates");
            fates.forEach(counts::put);
            out().println(Json.pretty(document));
        } else {
            out().println(summary(shown.size(), groups.size(), fates));
            out().print(groups.text());
            if (!shown.isEmpty()) {
                out().println(
                                "\nMore of one: towpath dead show ID. Run them again: towpath dead"
                                        + " replay --cause CAUSE.");
            }
        }
        out().flush();
    }

    private String summary(int shown, int causes, SortedMap<String, Integer> fates) {
        String others =
                fates.entrySet().stream()
                        .filter(fate -> !fate.getKey().equals("open"))
                        .map(
                                fate ->
                                        String.format(
                                                Locale.ROOT,
                                                "%,d %s",
                                                fate.getValue(),
                                                fate.getKey()))
                        .collect(Collectors.joining(", "));
        String first =
                shown == 0
                        ? "No dead letter " + (closed ? "is kept" : "waits")
                        : String.format(
                                Locale.ROOT,
                                "%,d dead %s%s, of %,d %s",
                                shown,
                                shown == 1 ? "letter" : "letters",
                                closed ? "" : shown == 1 ? " waits" : " wait",
                                causes,
                                causes == 1 ? "cause" : "causes");
        return others.isEmpty() ? first + "." : first + "; besides " + others + ".";
    }

    private void one(List<Letter> shown, DeadLetters dead) {
        if (json) {
            shown.forEach(
                    letter -> out().println(Json.line(LetterJson.of(letter, dead.fate(letter)))));
            out().flush();
            return;
        }
        Columns columns = new Columns("");
        columns.row("JOB", "GEN", "TYPE", "DIED", "CAUSE", "FATE", "REASON");
        for (Letter letter : shown) {
            columns.row(
                    letter.id().isEmpty() ? letter.place().toString() : letter.id(),
                    Integer.toString(letter.why().generation()),
                    Printable.clip(letter.facts().type(), 40),
                    Groups.time(letter.why().diedAt()),
                    letter.cause().fingerprint(),
                    dead.fate(letter).word(),
                    Printable.clip(letter.why().reason(), 60));
        }
        out().print(columns.text());
        out().flush();
    }

    /// Says so before Kafka deletes letters that nobody has dealt with.
    private static void warn(
            TowpathConfig config, List<Letter> open, Instant now, PrintWriter err) {
        SortedMap<String, Long> oldest = new TreeMap<>();
        open.forEach(letter -> oldest.merge(letter.queue(), letter.why().diedAt(), Math::min));
        oldest.forEach(
                (queue, diedAt) -> {
                    Duration kept =
                            Objects.requireNonNull(config.queues().get(queue)).deadRetention();
                    Duration age = Duration.ofMillis(now.toEpochMilli() - diedAt);
                    if (age.toMillis() > kept.toMillis() * LATE) {
                        err.println(
                                Paragraph.wrap(
                                        "The oldest dead letter of queue "
                                                + queue
                                                + " died at "
                                                + Groups.time(diedAt)
                                                + "; Kafka deletes letters after "
                                                + Units.text(kept)
                                                + ". Replay, export or discard it before, or raise"
                                                + " queues."
                                                + queue
                                                + ".deadRetention and run `towpath topics apply`."));
                        err.flush();
                    }
                });
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
