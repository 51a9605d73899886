package dev.towpath.cli.dead;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Replaying;
import dev.towpath.cli.replay.RunOptions;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.dead.PublishedSchemas;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.replay.Plan;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.SchemaStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `towpath dead replay`: puts dead jobs back into their queues.
@Command(
        name = "replay",
        description = {
            "Run dead jobs again: counted first, then asked.",
            "What is done already, overtaken or discarded is left out. A replay that was broken off"
                    + " goes on with `towpath replay --resume PLAN`; no job runs twice."
        })
final class ReplayDeadCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final DeadFilterOptions filter = new DeadFilterOptions();
    @Mixin private final RunOptions options = new RunOptions();

    @Option(
            names = "--edit",
            description = "Change the payload of the one job that matches in $EDITOR before.")
    private boolean edit;

    @Option(
            names = "--edit-file",
            paramLabel = "FILE",
            description = "Give the one job that matches the JSON in this file as payload.")
    private @Nullable Path editFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        TowpathConfig read = config.read();
        Filter wanted = filter.some(Instant.now());
        List<String> queues = filter.queues(read);
        String edited = edit || editFile != null ? edited(read, queues, wanted) : "";
        return new Replaying(read, options, Objects.requireNonNull(spec))
                .start(Plan.Origin.DEAD, queues, wanted, false, edited);
    }

    private String edited(TowpathConfig read, List<String> queues, Filter wanted)
            throws IOException, InterruptedException {
        try (Opened opened =
                Opened.of(
                        read,
                        queues,
                        wanted,
                        Objects.requireNonNull(spec).commandLine().getErr())) {
            List<Letter> letters =
                    opened.dead().letters().stream()
                            .filter(letter -> opened.dead().fate(letter) instanceof Fate.Open)
                            .toList();
            if (letters.size() != 1) {
                throw Editing.refused(
                        "expected a filter that fits one open letter, got " + letters.size());
            }
            Letter letter = letters.getFirst();
            byte[] value = opened.record(letter.place()).value();
            SchemaStore schemas = PublishedSchemas.read(opened.reader(), read.topicNames());
            JsonNode json = new LetterPage(schemas).json(value);
            if (value == null || json == null) {
                throw Editing.refused("the letter's own payload cannot be read as JSON");
            }
            Editing editing = new Editing(read, schemas);
            Path file = editFile == null ? editing.edit(json) : editFile;
            return editing.checked(letter, value, file);
        }
    }
}
