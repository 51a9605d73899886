package dev.towpath.schemas.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;

/// A key with its names filled in: one place where a value can stand.
///
/// @param segments the names on the way
/// @param key what it takes
record Slot(List<String> segments, Key key) {

    /// All places there are, given the names that the file has. Without queues there is `default`;
    /// the type `*` is always there and stands before the others.
    static List<Slot> all(FileWalk file) {
        List<Slot> slots = new ArrayList<>();
        collect(KeyTree.ROOT, List.of(), file, slots);
        return slots;
    }

    private static void collect(KeyTree tree, List<String> at, FileWalk file, List<Slot> slots) {
        for (KeyTree child : tree.children()) {
            if (child.segment().startsWith("<")) {
                for (String name : names(tree, at, file)) {
                    tree.child(name).ifPresent(named -> place(named, with(at, name), file, slots));
                }
            } else if (child.segment().equals(KeyTree.ITEM)) {
                for (String index : file.names(Key.path(at))) {
                    place(child, with(at, index), file, slots);
                }
            } else if (tree.named().isEmpty()) {
                place(child, with(at, child.segment()), file, slots);
            }
        }
    }

    private static void place(KeyTree tree, List<String> at, FileWalk file, List<Slot> slots) {
        if (tree.isValue()) {
            slots.add(new Slot(at, tree.key()));
        } else {
            collect(tree, at, file, slots);
        }
    }

    /// The names below a section: those listed beside the placeholder first, then the file's.
    private static List<String> names(KeyTree tree, List<String> at, FileWalk file) {
        SequencedSet<String> said = file.names(Key.path(at));
        List<String> names = new ArrayList<>(tree.names());
        said.stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names.isEmpty() && at.equals(List.of("queues"))
                ? List.of(ConfigKeys.BUILT_IN_QUEUE)
                : names;
    }

    private static List<String> with(List<String> at, String name) {
        List<String> below = new ArrayList<>(at);
        below.add(name);
        return List.copyOf(below);
    }

    String path() {
        return Key.path(segments);
    }

    /// The path of the section that it stands in.
    String section() {
        return Key.path(segments.subList(0, segments.size() - 1));
    }

    /// The environment variable that overrides it; empty for the entries of a list.
    String variable() {
        return segments.stream().anyMatch(segment -> segment.startsWith("["))
                ? ""
                : Key.variable(segments);
    }

    /// The place from which a type takes what it does not say; itself for all others.
    Slot heir() {
        if (segments.size() == 3 && segments.getFirst().equals("types")) {
            return new Slot(List.of("types", TowpathConfig.ANY_TYPE, segments.getLast()), key);
        }
        return this;
    }
}
