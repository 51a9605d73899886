package dev.towpath.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `towpath version`.
@Command(name = "version", description = "Show the version of Towpath, Java and the system.")
final class VersionCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(
                        "towpath "
                                + Version.number()
                                + ", Java "
                                + Runtime.version()
                                + ", "
                                + System.getProperty("os.name")
                                + " "
                                + System.getProperty("os.arch"));
    }
}
