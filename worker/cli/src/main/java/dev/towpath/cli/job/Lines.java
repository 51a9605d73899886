package dev.towpath.cli.job;

import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.view.Line;
import dev.towpath.console.why.Times;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A job's story as a table, and for programs.
final class Lines {
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_REASON = 300;

    private Lines() {}

    static String text(List<Line> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        Columns columns = new Columns("  ");
        columns.row("ended", "gen", "attempt", "took", "what", "goes on", "by", "why");
        for (Line line : lines) {
            columns.row(
                    Times.at(line.at()),
                    String.valueOf(line.generation()),
                    line.attempt() > 0 ? String.valueOf(line.attempt()) : "-",
                    line.startedAt() > 0 ? Times.span(line.at() - line.startedAt()) : "-",
                    line.what(),
                    line.until() > 0 ? Times.at(line.until()) : "-",
                    by(line),
                    Printable.clip(why(line), LONGEST_REASON));
        }
        return "\n" + columns.text();
    }

    static ArrayNode json(List<Line> lines) {
        ArrayNode all = Json.object().arrayNode();
        for (Line line : lines) {
            ObjectNode json = all.addObject();
            WhyJson.time(json, "ended", line.at());
            json.put("generation", line.generation());
            if (line.attempt() > 0) {
                json.put("attempt", line.attempt());
            }
            WhyJson.time(json, "started", line.startedAt());
            json.put("what", line.what());
            WhyJson.time(json, "until", line.until());
            json.put("by", line.by());
            json.put("deployment", line.deployment());
            json.put("why", line.why());
            if (!line.note().isEmpty()) {
                json.put("note", line.note());
            }
            json.put("source", line.source().name().toLowerCase(Locale.ROOT));
        }
        return all;
    }

    /// The reason, and what the handler noted.
    private static String why(Line line) {
        if (line.note().isEmpty()) {
            return line.why();
        }
        return line.why().isEmpty() ? line.note() : line.why() + " (" + line.note() + ")";
    }

    private static String by(Line line) {
        String by =
                line.deployment().isEmpty()
                        ? line.by()
                        : line.by() + " (" + line.deployment() + ")";
        return by.isEmpty() ? "-" : Printable.clip(by, LONGEST_NAME);
    }
}
