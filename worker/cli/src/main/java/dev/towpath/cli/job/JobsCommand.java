package dev.towpath.cli.job;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.view.Line;
import dev.towpath.console.why.Why;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `towpath jobs`: what is known of jobs.
@Command(
        name = "jobs",
        description = "What is known of a job.",
        subcommands = JobsCommand.Show.class)
public final class JobsCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    /// `towpath jobs show ID`.
    @Command(
            name = "show",
            description = {
                "Show the whole history of a job: its generations and attempts, how each ended, and"
                        + " what people did to it.",
                "Ends with 3 when nothing is known of it."
            })
    static final class Show implements Callable<Integer> {
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
                List<Line> lines = story.view().story(story.id());
                if (json) {
                    ObjectNode document = story.document(why);
                    document.set("history", Lines.json(lines));
                    out.println(Json.pretty(document));
                } else {
                    out.println(Paragraph.wrap(Printable.line(story.sentence(why))));
                    out.print(Lines.text(lines));
                }
                out.flush();
                return why.known() ? ExitCode.OK : ExitCode.NOTHING;
            }
        }
    }
}
