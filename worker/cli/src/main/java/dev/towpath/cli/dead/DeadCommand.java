package dev.towpath.cli.dead;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `towpath dead`: what can be done about dead letters.
@Command(
        name = "dead",
        description = "List, show, export, discard and replay dead letters.",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            ExportCommand.class,
            DiscardCommand.class,
            ReplayDeadCommand.class
        })
public final class DeadCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }
}
