package dev.towpath.cli.dead;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.audit.Actor;
import dev.towpath.console.audit.AuditEntry;
import dev.towpath.console.audit.AuditEntry.Action;
import dev.towpath.console.audit.AuditEntry.Item;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.topic.Sender;
import dev.towpath.schemas.config.TowpathConfig;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `towpath dead discard`: says that letters need no more care. They stay until their time is over.
@Command(
        name = "discard",
        description = {
            "Say of dead letters that they need no more care; counted first, then asked.",
            "Nothing is deleted: they are no longer listed or replayed, and the audit says who said"
                    + " so and why."
        })
final class DiscardCommand implements Callable<Integer> {
    private static final int PART = 500;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final DeadFilterOptions filter = new DeadFilterOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
    private String reason = "";

    @Option(names = "--yes", description = "Do it. Without, it is asked, or only counted.")
    private boolean yes;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who does this, for the audit. Default: the user at this machine.")
    private @Nullable String actor;

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        Filter wanted = filter.some(Instant.now());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Opened opened = Opened.of(read, filter.queues(read), wanted, err)) {
            DeadLetters dead = opened.dead();
            List<Item> items =
                    dead.letters().stream()
                            .filter(letter -> dead.fate(letter) instanceof Fate.Open)
                            .map(l -> new Item(l.id(), l.why().generation(), l.place()))
                            .toList();
            out.printf(
                    Locale.ROOT,
                    "%,d dead letters match %s, %,d of them wait for somebody.%n",
                    dead.letters().size(),
                    Printable.line(wanted.words()),
                    items.size());
            out.flush();
            if (items.isEmpty()) {
                return ExitCode.NOTHING;
            }
            if (!yes && !asked(items.size())) {
                out.println("Nothing was discarded. To do it, give the same command with --yes.");
                out.flush();
                return ExitCode.OK;
            }
            discard(read, dead, wanted, items);
            out.printf(Locale.ROOT, "Discarded %,d.%n", items.size());
            out.flush();
            return ExitCode.OK;
        }
    }

    private void discard(TowpathConfig read, DeadLetters dead, Filter wanted, List<Item> items) {
        try (Sender sender = new Sender(read.kafka())) {
            for (int from = 0; from < items.size(); from += PART) {
                dead.audit()
                        .append(
                                sender,
                                new AuditEntry(
                                        Instant.now(),
                                        actor == null ? Actor.here() : actor,
                                        Action.DISCARD,
                                        "towpath dead discard",
                                        "",
                                        wanted.words(),
                                        reason,
                                        items.subList(from, Math.min(items.size(), from + PART))));
            }
        }
    }

    private static boolean asked(int letters) {
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty()) {
            return false;
        }
        String answer = console.get().readLine("Discard %d letters? [y/N] ", letters);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
