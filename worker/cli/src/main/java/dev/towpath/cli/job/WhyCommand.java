package dev.towpath.cli.job;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.why.Why;
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

/// `towpath why ID`: where a job is and why it does not run.
@Command(
        name = "why",
        description = {
            "Say in one sentence where a job is, and why it does not run.",
            "Ends with 3 when nothing is known of it."
        })
public final class WhyCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final ViewOption view = new ViewOption();

    @Parameters(paramLabel = "ID", description = "The job's id.")
    private String id = "";

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Story story = Story.of(config, view, id, err)) {
            Why why = story.why();
            if (json) {
                out.println(Json.line(WhyJson.add(story.document(why), why)));
            } else {
                out.println(Paragraph.wrap(Printable.line(story.sentence(why))));
            }
            out.flush();
            return why.known() ? ExitCode.OK : ExitCode.NOTHING;
        }
    }
}
