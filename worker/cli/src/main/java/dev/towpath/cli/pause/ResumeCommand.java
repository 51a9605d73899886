package dev.towpath.cli.pause;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Reading;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.console.audit.Actor;
import dev.towpath.console.audit.AuditEntry.Action;
import dev.towpath.console.pause.Pauses;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.control.Pause;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `towpath resume`: ends a pause.
@Command(
        name = "resume",
        description = {
            "End a pause: the jobs that it kept back run again, those that went to the ladder when"
                    + " they come off it, within 18 minutes."
        })
public final class ResumeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "queue|type", description = "What was paused.")
    private Pause.Scope scope = Pause.Scope.TYPE;

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who does this, for the audit. Default: the user at this machine.")
    private @Nullable String actor;

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Pause.Place place = new Pause.Place(scope, name);
        try (TopicReader reader =
                        new TopicReader(read.kafka(), new Reading(spec.commandLine().getErr()));
                Sender sender = new Sender(read.kafka())) {
            Pauses pauses = new Pauses(reader, read.topicNames());
            boolean paused =
                    pauses.at(System.currentTimeMillis()).stream()
                            .anyMatch(pause -> pause.place().equals(place));
            pauses.resume(sender, place);
            String who = actor == null ? Actor.here() : actor;
            PausedPlace.audit(reader, read, sender, Action.RESUME, who, place, "");
            out.println(
                    scope.word()
                            + " "
                            + name
                            + (paused ? " is no longer paused." : " was not paused."));
            out.flush();
            return paused ? ExitCode.OK : ExitCode.NOTHING;
        }
    }
}
