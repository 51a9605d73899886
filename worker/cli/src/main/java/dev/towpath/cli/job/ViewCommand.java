package dev.towpath.cli.job;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Reading;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.console.view.View;
import dev.towpath.schemas.config.TowpathConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `towpath view`: the file with what was read from Kafka.
@Command(
        name = "view",
        description = "The file in which `why` and `jobs show` keep what they read from Kafka.",
        subcommands = ViewCommand.Rebuild.class)
public final class ViewCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    /// `towpath view rebuild`.
    @Command(
            name = "rebuild",
            description = "Make the file anew from Kafka. Nothing is lost by that.")
    static final class Rebuild implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private final ConfigOption config = new ConfigOption();
        @Mixin private final ViewOption view = new ViewOption();

        @Override
        public Integer call() {
            TowpathConfig read = config.read();
            Path file = view.file(config);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            try (TopicReader reader = new TopicReader(read.kafka(), new Reading(err));
                    View open =
                            View.open(
                                    reader,
                                    read,
                                    file,
                                    note -> {
                                        err.println(note);
                                        err.flush();
                                    })) {
                open.rebuild();
            }
            out.println("The view " + file + " is made anew.");
            out.flush();
            return ExitCode.OK;
        }
    }
}
