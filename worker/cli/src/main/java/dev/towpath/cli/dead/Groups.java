package dev.towpath.cli.dead;

import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.dead.Cause;
import dev.towpath.console.dead.Letter;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Dead letters grouped by their cause, the largest group first.
final class Groups {
    private static final int WIDTH = 94;
    private static final int MOST_NAMES = 5;

    private final List<Group> groups;

    private Groups(List<Group> groups) {
        this.groups = groups;
    }

    private static final class Group {
        private final Cause cause;
        private final Letter example;
        private final SortedMap<String, Integer> types = new TreeMap<>();
        private final SortedMap<String, Integer> deployments = new TreeMap<>();
        private int count;
        private long first = Long.MAX_VALUE;
        private long last;

        private Group(Letter letter) {
            this.cause = letter.cause();
            this.example = letter;
        }

        private void add(Letter letter) {
            count++;
            first = Math.min(first, letter.why().diedAt());
            last = Math.max(last, letter.why().diedAt());
            types.merge(letter.facts().type(), 1, Integer::sum);
            deployments.merge(
                    letter.facts().envelope().map(JobEnvelope::deployment).orElse(""),
                    1,
                    Integer::sum);
        }
    }

    static Groups of(Collection<Letter> letters) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Letter letter : letters) {
            groups.computeIfAbsent(letter.cause().fingerprint(), _ -> new Group(letter))
                    .add(letter);
        }
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparingInt((Group group) -> group.count).reversed());
        return new Groups(sorted);
    }

    int size() {
        return groups.size();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Group group : groups) {
            text.append('\n')
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    "%s  %,d %s, %s%s%n",
                                    group.cause.fingerprint(),
                                    group.count,
                                    group.count == 1 ? "letter" : "letters",
                                    group.cause.code(),
                                    group.cause.error().isEmpty()
                                            ? ""
                                            : " " + Printable.clip(group.cause.name(), 60)));
            line(text, Printable.clip(group.cause.message(), WIDTH));
            if (!group.cause.frame().isEmpty()) {
                line(text, "at " + Printable.clip(group.cause.frame(), WIDTH - 3));
            }
            line(
                    text,
                    group.first == group.last
                            ? "died " + time(group.first)
                            : "first " + time(group.first) + ", last " + time(group.last));
            line(text, names("type", group.types) + names("deployment", group.deployments));
            line(
                    text,
                    "for example "
                            + (group.example.id().isEmpty()
                                    ? "the letter " + group.example.place()
                                    : group.example.id()));
        }
        return text.toString();
    }

    List<ObjectNode> json() {
        List<ObjectNode> all = new ArrayList<>();
        for (Group group : groups) {
            ObjectNode json = Json.object();
            json.put("cause", group.cause.fingerprint());
            json.put("count", group.count);
            json.put("code", group.cause.code());
            json.put("error", group.cause.error());
            json.put("message", group.cause.message());
            json.put("frame", group.cause.frame());
            json.put("first", Instant.ofEpochMilli(group.first).toString());
            json.put("last", Instant.ofEpochMilli(group.last).toString());
            ObjectNode types = json.putObject("types");
            group.types.forEach(types::put);
            ObjectNode deployments = json.putObject("deployments");
            group.deployments.forEach(deployments::put);
            json.put("example", group.example.id());
            all.add(json);
        }
        return all;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis / 1000 * 1000).toString();
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isBlank()) {
            text.append("  ").append(line.stripTrailing()).append('\n');
        }
    }

    private static String names(String what, SortedMap<String, Integer> counts) {
        String names =
                counts.entrySet().stream()
                        .filter(entry -> !entry.getKey().isEmpty())
                        .limit(MOST_NAMES)
                        .map(
                                entry ->
                                        Printable.clip(entry.getKey(), 60)
                                                + String.format(
                                                        Locale.ROOT, " (%,d)", entry.getValue()))
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : what + " " + names + "  ";
    }
}
