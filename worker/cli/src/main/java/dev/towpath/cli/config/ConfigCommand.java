package dev.towpath.cli.config;

import dev.towpath.schemas.config.EffectiveConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `towpath config`: every value in effect, and where it comes from.
@Command(
        name = "config",
        description = {
            "Show every setting in effect and where it comes from.",
            "Secrets are shown as ***."
        })
public final class ConfigCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        EffectiveConfig effective = config.readEffective();
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        out.print(json ? effective.json() + "\n" : effective.text());
        out.flush();
        return 0;
    }
}
