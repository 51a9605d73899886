package dev.towpath.cli.dead;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.topic.Place;
import dev.towpath.schemas.config.TowpathConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `towpath dead export`: dead letters as lines of JSON, byte for byte.
@Command(
        name = "export",
        description = {
            "Write dead letters as lines of JSON, with key, value and headers in base64.",
            "Without a filter all that wait for somebody."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final DeadFilterOptions filter = new DeadFilterOptions();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description =
                    "Write into this file, which must not be there. Default: standard output.")
    private @Nullable Path to;

    @Option(names = "--closed", description = "Also those that need nobody any more.")
    private boolean closed;

    private record Found(Letter letter, Fate fate) {}

    @Override
    public Integer call() throws IOException {
        TowpathConfig read = config.read();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path file = to;
        try (Opened opened =
                Opened.of(read, filter.queues(read), filter.filter(Instant.now()), err)) {
            Map<Place, Found> wanted = wanted(opened.dead());
            if (file == null) {
                write(opened, wanted, out);
                out.flush();
            } else {
                try (Writer writer =
                        Files.newBufferedWriter(
                                file,
                                StandardCharsets.UTF_8,
                                java.nio.file.StandardOpenOption.CREATE_NEW)) {
                    write(opened, wanted, writer);
                }
                err.println(wanted.size() + " dead letters are in " + file + ".");
                err.flush();
            }
            return wanted.isEmpty() ? ExitCode.NOTHING : ExitCode.OK;
        }
    }

    private Map<Place, Found> wanted(DeadLetters dead) {
        Map<Place, Found> wanted = new HashMap<>();
        for (Letter letter : dead.letters()) {
            Fate fate = dead.fate(letter);
            if (closed || fate instanceof Fate.Open) {
                wanted.put(letter.place(), new Found(letter, fate));
            }
        }
        return wanted;
    }

    private static void write(Opened opened, Map<Place, Found> wanted, Writer writer) {
        opened.dead()
                .ends()
                .forEach(
                        (topic, ends) ->
                                opened.reader()
                                        .read(
                                                topic,
                                                Map.of(),
                                                ends,
                                                record -> write(record, wanted, writer)));
    }

    private static boolean write(
            ConsumerRecord<byte[], byte[]> record, Map<Place, Found> wanted, Writer writer) {
        Found found = wanted.get(new Place(record.topic(), record.partition(), record.offset()));
        if (found != null) {
            ObjectNode json = LetterJson.of(found.letter(), found.fate());
            try {
                writer.write(Json.line(LetterJson.whole(json, record)) + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }
}
