package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.payload.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// Walks the file along the known keys: collects the values and the names, reports what is not
/// known, said twice, or not of the kind.
final class FileWalk {
    private static final int MOST_LISTED = 20;

    private final Problems problems;
    private final Map<String, Node> values = new HashMap<>();
    private final Map<String, SequencedSet<String>> names = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    FileWalk(Problems problems) {
        this.problems = problems;
    }

    void walk(Node.Mapping file) {
        section(KeyTree.ROOT, List.of(), file);
    }

    /// What the file says, by path.
    Map<String, Node> values() {
        return values;
    }

    /// The names that were given below a section, such as those of the queues, or `[0] [1]` … for
    /// the entries of a list.
    SequencedSet<String> names(String path) {
        return names.getOrDefault(path, new LinkedHashSet<>());
    }

    /// The line of a section, or 0.
    int line(String path) {
        return lines.getOrDefault(path, 0);
    }

    private void node(KeyTree tree, List<String> at, int line, Node node) {
        String path = Key.path(at);
        lines.put(path, line);
        if (tree.isValue()) {
            values.put(path, node);
        } else if (tree.isList()) {
            list(tree, at, node);
        } else {
            section(tree, at, node);
        }
    }

    private void section(KeyTree tree, List<String> at, Node node) {
        switch (node) {
            case Node.Mapping mapping -> entries(tree, at, mapping);
            case Node.Scalar(int _, String _, Node.Look look) when look == Node.Look.NOTHING -> {
                // A section whose keys are all commented out.
            }
            case Node.Scalar _, Node.Sequence _ ->
                    problems.inFile(node.line(), Key.path(at), expected(tree), node.outline(), "");
        }
    }

    private static String expected(KeyTree tree) {
        return tree.named().isPresent()
                ? "names below it"
                : "keys below it, such as " + tree.names().getFirst() + ":";
    }

    private void list(KeyTree tree, List<String> at, Node node) {
        if (!(node instanceof Node.Sequence(int _, List<Node> items))) {
            if (!(node instanceof Node.Scalar scalar && scalar.look() == Node.Look.NOTHING)) {
                problems.inFile(
                        node.line(),
                        Key.path(at),
                        "a list, each of it " + expected(tree.item()),
                        node.outline(),
                        "");
            }
            return;
        }
        SequencedSet<String> indices = new LinkedHashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String index = "[" + i + "]";
            if (items.get(i) instanceof Node.Mapping) {
                indices.add(index);
            }
            node(tree.item(), with(at, index), items.get(i).line(), items.get(i));
        }
        names.put(Key.path(at), indices);
    }

    private void entries(KeyTree tree, List<String> at, Node.Mapping mapping) {
        Map<String, Integer> seen = new HashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            List<String> below = with(at, Shown.clip(entry.name()));
            Integer first = seen.putIfAbsent(entry.name(), entry.line());
            if (first != null) {
                problems.inFile(
                        entry.line(),
                        Key.path(below),
                        "each key once",
                        "it again",
                        "it is said first on line " + first);
            } else {
                entry(tree, at, entry);
            }
        }
    }

    private void entry(KeyTree tree, List<String> at, Node.Entry entry) {
        List<String> shown = with(at, Shown.clip(entry.name()));
        tree.child(entry.name())
                .ifPresentOrElse(
                        child -> {
                            if (child.segment().startsWith("<")
                                    && !child.nameRule().allows(entry.name())) {
                                problems.inFile(
                                        entry.line(),
                                        Key.path(shown),
                                        child.nameRule().expected(),
                                        "'" + Shown.clip(entry.name()) + "'",
                                        "");
                            } else {
                                names.computeIfAbsent(
                                                Key.path(at), missing -> new LinkedHashSet<>())
                                        .add(entry.name());
                                node(child, with(at, entry.name()), entry.line(), entry.value());
                            }
                        },
                        () -> unknown(tree, shown, entry));
    }

    private void unknown(KeyTree tree, List<String> shown, Node.Entry entry) {
        String hint = Spelling.didYouMean(entry.name(), tree.names());
        if (hint.isEmpty() && entry.name().equals("allowUnknown")) {
            hint = "it is said only under types[\"*\"]";
        }
        if (hint.isEmpty()) {
            hint =
                    tree.names().size() <= MOST_LISTED
                            ? "known here: " + String.join(", ", tree.names())
                            : "docs/configuration.md says which are known";
        }
        problems.inFile(
                entry.line(),
                Key.path(shown),
                "a known key",
                "'" + Shown.clip(entry.name()) + "'",
                hint);
    }

    private static List<String> with(List<String> at, String name) {
        List<String> below = new ArrayList<>(at);
        below.add(name);
        return List.copyOf(below);
    }
}
