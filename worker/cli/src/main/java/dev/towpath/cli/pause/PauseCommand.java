package dev.towpath.cli.pause;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Reading;
import dev.towpath.cli.replay.Usage;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.audit.Actor;
import dev.towpath.console.audit.AuditEntry.Action;
import dev.towpath.console.pause.Pauses;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.Units;
import dev.towpath.schemas.control.Pause;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `towpath pause`: keeps the jobs of a queue or a type back in every worker, without blame.
@Command(
        name = "pause",
        description = {
            "Keep the jobs of a queue or a type back, in every worker, within 2 seconds. What runs"
                    + " runs on. No attempt is burned.",
            "Without QUEUE or TYPE, list what is paused."
        })
public final class PauseCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Parameters(
            arity = "0..1",
            index = "0",
            paramLabel = "queue|type",
            description = "What is paused.")
    private Pause.@Nullable Scope scope;

    @Parameters(arity = "0..1", index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who wonder.")
    private String reason = "";

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "Until when it ends by itself, such as 2h. Default: until resumed.")
    private String time = "";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who does this. Default: the user at this machine.")
    private @Nullable String actor;

    @Option(names = "--json", description = "List as JSON, one line each.")
    private boolean json;

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (TopicReader reader =
                new TopicReader(read.kafka(), new Reading(spec.commandLine().getErr()))) {
            Pauses pauses = new Pauses(reader, read.topicNames());
            if (scope == null) {
                list(pauses.at(System.currentTimeMillis()), out);
                return ExitCode.OK;
            }
            Pause.Place place = PausedPlace.of(read, scope, name);
            long now = System.currentTimeMillis();
            Pause pause =
                    new Pause(
                            place.scope(),
                            place.name(),
                            reason,
                            actor == null ? Actor.here() : actor,
                            now,
                            until(now));
            try (Sender sender = new Sender(read.kafka())) {
                pauses.pause(sender, pause);
                PausedPlace.audit(reader, read, sender, Action.PAUSE, pause.actor(), place, reason);
            }
            out.println(
                    Printable.line(pause.sentence())
                            + (pause.until() == 0
                                    ? ". Until: towpath resume "
                                            + place.scope().word()
                                            + " "
                                            + place.name()
                                    : ". Until " + Instant.ofEpochMilli(pause.until())));
            out.flush();
            return ExitCode.OK;
        }
    }

    private long until(long now) {
        if (time.isEmpty()) {
            return 0;
        }
        Optional<Duration> span = Units.duration(time).filter(one -> !one.isZero());
        return now
                + span.orElseThrow(() -> Usage.wrong("--for", "a time such as 30m or 2h", time))
                        .toMillis();
    }

    private void list(List<Pause> pauses, PrintWriter out) {
        if (json) {
            pauses.forEach(pause -> out.println(Json.line(json(pause))));
        } else if (pauses.isEmpty()) {
            out.println("Nothing is paused.");
        } else {
            Columns columns = new Columns("");
            columns.row("WHAT", "NAME", "SINCE", "UNTIL", "BY", "WHY");
            for (Pause pause : pauses) {
                columns.row(
                        pause.scope().word(),
                        pause.name(),
                        Instant.ofEpochMilli(pause.at()).toString(),
                        pause.until() == 0
                                ? "resumed"
                                : Instant.ofEpochMilli(pause.until()).toString(),
                        Printable.line(pause.actor()),
                        Printable.line(pause.reason()));
            }
            out.print(columns.text());
        }
        out.flush();
    }

    private static ObjectNode json(Pause pause) {
        ObjectNode line = Json.object();
        line.put("scope", pause.scope().word());
        line.put("name", pause.name());
        line.put("reason", pause.reason());
        line.put("actor", pause.actor());
        line.put("at", pause.at());
        line.put("until", pause.until());
        return line;
    }
}
