package dev.towpath.bench.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The figures as Markdown: what is to be reached, each measure with its picture, the settings of
/// each entrant.
final class Page {
    private static final String BEGIN = "<!-- figures of `towpath bench`: from here -->";
    private static final String END = "<!-- figures of `towpath bench`: to here -->";

    private Page() {}

    /// Puts the figures into a page, between its two marks.
    ///
    /// @param images where its pictures are, as seen from the page
    static void put(Path page, Figures figures, String images) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no place for figures: " + BEGIN + " … " + END);
        }
        Files.writeString(
                page,
                text.substring(0, from + BEGIN.length())
                        + "\n"
                        + text(figures, images)
                        + text.substring(to));
    }

    static String text(Figures figures, String images) throws IOException {
        StringBuilder out = new StringBuilder();
        targets(out, figures);
        out.append("\n### Each measure\n\n");
        figures.runs()
                .forEach(
                        (name, run) ->
                                out.append("Run ")
                                        .append(name)
                                        .append(": `")
                                        .append(run.command())
                                        .append("`, ")
                                        .append(run.at())
                                        .append(run.commit().isEmpty() ? "" : ", commit ")
                                        .append(run.commit())
                                        .append(", on ")
                                        .append(run.machine())
                                        .append(".\n\n"));
        figures.measures().forEach((measure, rows) -> measure(out, measure, rows, images));
        settings(out);
        return out.toString();
    }

    private static void targets(StringBuilder out, Figures figures) {
        out.append("\n| measure | to reach | measured | reached |\n|---|---|---|---|\n");
        for (Target target : Target.ALL) {
            Optional<Target.Found> found = target.found().apply(figures);
            out.append("| ").append(target.text()).append(" | ").append(target.toReach());
            if (found.isEmpty()) {
                out.append(" | not measured | |\n");
                continue;
            }
            Target.Found it = found.get();
            Figures.Row row = new Figures.Row("", it.values(), null);
            out.append(" | **").append(Target.figure(it.value())).append("**");
            out.append(target.unit().isEmpty() ? "" : " " + target.unit());
            if (it.values().size() > 1) {
                out.append(", ")
                        .append(Target.figure(row.least()))
                        .append(" to ")
                        .append(Target.figure(row.most()))
                        .append(" in ")
                        .append(it.values().size())
                        .append(" rounds");
            }
            out.append(it.with().isEmpty() ? "" : " (" + it.with() + ")");
            out.append(target.isReached(it) ? " | yes |\n" : " | **no** |\n");
        }
    }

    private static void measure(
            StringBuilder out, Measure measure, Map<String, Figures.Row> rows, String images) {
        out.append("#### ").append(measure.title).append("\n\n");
        out.append("![")
                .append(measure.title)
                .append(", a bar for each](")
                .append(images)
                .append('/')
                .append(measure.slug())
                .append(".png)\n\n");
        out.append("| | ")
                .append(measure.unit)
                .append(", median | least | most | rounds | run |\n");
        out.append("|---|---|---|---|---|---|\n");
        rows.forEach(
                (entrant, row) -> {
                    if (row.skipped() != null) {
                        out.append("| ")
                                .append(entrant)
                                .append(" | not measured: ")
                                .append(row.skipped())
                                .append(" | | | | |\n");
                    } else {
                        out.append("| ")
                                .append(entrant)
                                .append(" | ")
                                .append(Target.figure(row.median()))
                                .append(" | ")
                                .append(Target.figure(row.least()))
                                .append(" | ")
                                .append(Target.figure(row.most()))
                                .append(" | ")
                                .append(row.values().size())
                                .append(" | ")
                                .append(row.run())
                                .append(" |\n");
                    }
                });
        out.append('\n');
    }

    private static void settings(StringBuilder out) throws IOException {
        out.append("### Settings of each entrant\n\n");
        out.append("Everything that is not said is as its makers have it.\n\n");
        out.append("| entrant | setting | value | why | source |\n|---|---|---|---|---|\n");
        for (JsonNode all : settings()) {
            for (Map.Entry<String, JsonNode> entrant : all.properties()) {
                String name = entrant.getKey() + " " + words(entrant.getValue().path("version"));
                for (JsonNode one : entrant.getValue().get("settings")) {
                    out.append("| ").append(name.strip());
                    for (String field : List.of("setting", "value", "why", "source")) {
                        out.append(" | ").append(words(one.path(field)).replace("|", "\\|"));
                    }
                    out.append(" |\n");
                }
            }
        }
        out.append('\n');
    }

    private static String words(JsonNode value) {
        return value.isMissingNode()
                ? ""
                : value.isString() ? value.stringValue() : value.toString();
    }

    private static List<JsonNode> settings() throws IOException {
        JsonMapper json = new JsonMapper();
        List<JsonNode> all = new ArrayList<>();
        for (String name :
                List.of(
                        "/readers-settings.json",
                        "/dev/towpath/bench/peers/queues/jobrunr-settings.json")) {
            try (InputStream in = Page.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("no settings " + name);
                }
                all.add(json.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        all.add(json.readTree(Files.readString(Node.FOLDER.resolve("settings.json"))));
        return all;
    }
}
