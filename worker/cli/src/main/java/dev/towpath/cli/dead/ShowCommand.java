package dev.towpath.cli.dead;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.dead.PublishedSchemas;
import dev.towpath.console.filter.Filter;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `towpath dead show ID`: everything about a job's dead letters.
@Command(
        name = "show",
        description = {
            "Show everything about a dead job: why it died, where it came from, its payload, and"
                    + " all its generations that died.",
            "What is not plain text is shown by its code: nothing in a payload reaches the terminal"
                    + " as it is."
        })
final class ShowCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "ID", description = "The job's id.")
    private String id = "";

    @Option(names = "--json", description = "As one JSON document, payload and bytes included.")
    private boolean json;

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String queue = JobId.parse(id).map(JobId::queue).orElse("");
        if (!read.queues().containsKey(queue)) {
            throw unknown();
        }
        try (Opened opened = Opened.of(read, List.of(queue), Filter.of(id), err)) {
            DeadLetters dead = opened.dead();
            List<Letter> history = DeadLetters.history(dead.letters());
            if (history.isEmpty()) {
                throw unknown();
            }
            Map<Letter, Fate> fates = new LinkedHashMap<>();
            history.forEach(letter -> fates.put(letter, dead.fate(letter)));
            Letter last = history.getLast();
            Fate fate = dead.fate(last);
            ConsumerRecord<byte[], byte[]> record = opened.record(last.place());
            LetterPage page =
                    new LetterPage(PublishedSchemas.read(opened.reader(), read.topicNames()));
            if (json) {
                ObjectNode document = page.json(last, record, fate);
                ArrayNode generations = document.putArray("history");
                fates.forEach((letter, f) -> generations.add(LetterJson.of(letter, f)));
                out.println(Json.pretty(document));
            } else {
                out.print(page.text(last, record, fate) + LetterPage.history(fates));
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private TowpathException unknown() {
        return new TowpathException(
                ErrorCode.LETTER_UNKNOWN,
                "no dead letter of job "
                        + Printable.clip(id, 200)
                        + " is kept. It did not die, or its letter is older than the queue's"
                        + " deadRetention. `towpath dead list --all` lists those that there are.");
    }
}
