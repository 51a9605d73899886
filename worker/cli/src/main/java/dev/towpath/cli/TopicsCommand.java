package dev.towpath.cli;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.Applied;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.provision.TopicDifference;
import dev.towpath.schemas.provision.TopicListing;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `towpath topics`: makes, lists and checks the topics of an installation.
@Command(name = "topics", description = "Make, list and check the topics of the installation.")
final class TopicsCommand {
    @Spec private @Nullable CommandSpec spec;

    @Command(
            name = "apply",
            description = {
                "Make what is missing, raise what is too low, wait until every partition answers.",
                "Never lowers or deletes anything. Safe to run again, with jobs under way too."
            })
    int apply(@Mixin ConfigOption config) {
        try (TopicAdmin topics = TopicAdmin.of(config.read())) {
            Applied applied = topics.apply();
            Columns columns = new Columns("");
            applied.changes().forEach(change -> columns.row(change.topic(), change.what()));
            PrintWriter out = out();
            out.print(
                    applied.changes().isEmpty()
                            ? "Nothing to change: all topics are as planned.\n"
                            : columns.text());
            tell(applied.left());
            bill(topics.list());
            refuseUnsafe(applied.left());
        }
        return 0;
    }

    @Command(name = "list", description = "List the topics, and the partitions that they cost.")
    int list(@Mixin ConfigOption config) {
        try (TopicAdmin topics = TopicAdmin.of(config.read())) {
            TopicListing listing = topics.list();
            Columns columns = new Columns("");
            columns.row("TOPIC", "PARTITIONS", "COPIES", "CLEANUP", "KEPT", "");
            for (TopicListing.Line line : listing.lines()) {
                columns.row(
                        line.name(),
                        Integer.toString(line.partitions()),
                        Integer.toString(line.replication()),
                        line.cleanup(),
                        line.retention(),
                        says(line.standing()));
            }
            out().print(columns.text());
            bill(listing);
        }
        return 0;
    }

    @Command(
            name = "check",
            description = "Fail when a topic is missing, or is such that jobs would be lost.")
    int check(@Mixin ConfigOption config) {
        try (TopicAdmin topics = TopicAdmin.of(config.read())) {
            List<TopicDifference> found = topics.check();
            tell(found);
            refuseUnsafe(found);
            out().println("Nothing here loses jobs.");
            out().flush();
        }
        return 0;
    }

    private void tell(List<TopicDifference> differences) {
        differences.forEach(
                difference ->
                        out().println(
                                        switch (difference.severity()) {
                                                    case UNSAFE -> "unsafe    ";
                                                    case WASTEFUL -> "wasteful  ";
                                                    case HARMLESS -> "harmless  ";
                                                }
                                                + difference.line()));
        out().flush();
    }

    private void bill(TopicListing listing) {
        out().println("\nThe bill: " + listing.bill() + " partitions, copies counted.");
        out().flush();
    }

    private static void refuseUnsafe(List<TopicDifference> differences) {
        List<String> unsafe =
                differences.stream()
                        .filter(d -> d.severity() == TopicDifference.Severity.UNSAFE)
                        .map(TopicDifference::topic)
                        .distinct()
                        .toList();
        if (!unsafe.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.TOPIC_UNSAFE,
                    "with these topics as they are, jobs are lost or cannot be taken: "
                            + String.join(", ", unsafe)
                            + ". What each needs is said above; `towpath topics apply` does what"
                            + " can be done without losing anything, and is safe to run again.");
        }
    }

    private static String says(TopicListing.Standing standing) {
        return switch (standing) {
            case PLANNED_AND_THERE -> "";
            case MISSING -> "missing";
            case NOT_PLANNED -> "not in the configuration";
        };
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
