package dev.towpath.cli.replay;

import dev.towpath.console.filter.Filter;
import dev.towpath.console.filter.Moment;
import dev.towpath.console.filter.Range;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// The options that say which jobs are meant.
public class FilterOptions {
    @Option(names = "--id", paramLabel = "ID", description = "This job; may be given many times.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Jobs of this type.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From then on: `2h` ago, or ISO-8601, UTC without a zone.")
    private String since = "";

    @Option(names = "--until", paramLabel = "TIME", description = "Up to then, it not included.")
    private String until = "";

    @Option(
            names = "--deployment",
            paramLabel = "ID",
            description = "Jobs that this deployment submitted.")
    private List<String> deployments = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "TAG", description = "Jobs with this tag.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--client", paramLabel = "NAME", description = "Jobs of this client.")
    private List<String> clients = new ArrayList<>();

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "Look into this queue alone. Default: all of the configuration.")
    private List<String> queues = new ArrayList<>();

    @Option(names = "--batch", paramLabel = "ID", description = "Jobs of this batch.")
    private List<String> batches = new ArrayList<>();

    @Option(names = "--everything", description = "All of them.")
    private boolean everything;

    /// The fingerprints, of dead letters alone.
    protected List<String> causes() {
        return List.of();
    }

    /// The error codes, of dead letters alone.
    protected List<String> codes() {
        return List.of();
    }

    /// The offsets, of a queue's log alone.
    protected List<String> ranges() {
        return List.of();
    }

    /// What was said, be it nothing.
    public Filter filter(Instant now) {
        return new Filter(
                ids,
                types,
                causes(),
                codes(),
                time("--since", since, now),
                time("--until", until, now),
                deployments,
                tags,
                clients,
                queues,
                batches,
                ranges().stream().map(FilterOptions::range).toList(),
                everything);
    }

    /// What was said, which must be something.
    ///
    /// @throws TowpathException FILTER_EMPTY
    public Filter some(Instant now) {
        Filter filter = filter(now);
        if (filter.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.FILTER_EMPTY,
                    "it is not said which jobs are meant"
                            + (queues.isEmpty() ? "" : "; a queue alone is not enough")
                            + ". Nothing was done. Say for instance --since 2h, --type TYPE,"
                            + " --deployment ID or --id ID; `towpath dead list` shows the causes,"
                            + " for --cause. If really all are meant, say --everything.");
        }
        return filter;
    }

    /// The queues to look into.
    ///
    /// @throws TowpathException UNKNOWN_QUEUE
    public List<String> queues(TowpathConfig config) {
        TreeSet<String> unknown = new TreeSet<>(queues);
        unknown.removeAll(config.queues().keySet());
        if (!unknown.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.UNKNOWN_QUEUE,
                    "there is no queue "
                            + unknown.first()
                            + " in the configuration, only "
                            + String.join(", ", config.queues().keySet())
                            + ". Nothing was done. Correct --queue.");
        }
        return queues.isEmpty()
                ? List.copyOf(new TreeSet<>(config.queues().keySet()))
                : List.copyOf(new TreeSet<>(queues));
    }

    private static Optional<Instant> time(String option, String text, Instant now) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Moment.parse(text, now);
        if (time.isEmpty()) {
            throw Usage.wrong(
                    option, "a time such as 2h, 30m, 2026-11-24 or 2026-11-24T10:15:00Z", text);
        }
        return time;
    }

    private static Range range(String text) {
        return Range.parse(text)
                .orElseThrow(
                        () ->
                                Usage.wrong(
                                        "--offsets",
                                        "a partition and its offsets such as 0:100-250 or 0:100-",
                                        text));
    }
}
