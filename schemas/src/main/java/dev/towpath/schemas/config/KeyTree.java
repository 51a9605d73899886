package dev.towpath.schemas.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The list of keys as a tree, to walk a file along.
final class KeyTree {
    static final String ITEM = "[]";
    static final KeyTree ROOT = of(ConfigKeys.list());

    private static final Map<String, NameRule> NAME_RULES =
            Map.of(
                    "<queue>",
                    new NameRule(
                            "the name of a queue, 1 to 64 of a-z 0-9 . -", ConfigKeys.QUEUE_NAME),
                    "<type>",
                    new NameRule(
                            "the name of a type, 1 to 128 of A-Z a-z 0-9 . _ -, or \"*\"",
                            ConfigKeys.TYPE_NAME),
                    "<target>",
                    new NameRule(
                            "the name of a target, 1 to 64 of a-z 0-9 . -", ConfigKeys.TARGET_NAME),
                    "<client>",
                    new NameRule(
                            "the name of a client, 1 to 64 of a-z 0-9 -", ConfigKeys.CLIENT_NAME));

    private final String segment;
    private final Map<String, KeyTree> children = new LinkedHashMap<>();
    private Key key;

    /// Which names may stand in place of a segment in angle brackets.
    ///
    /// @param expected the rule in words
    /// @param form the rule as a regular expression
    record NameRule(String expected, String form) {
        boolean allows(String name) {
            return name.matches(form);
        }
    }

    private KeyTree(String segment, Key key) {
        this.segment = segment;
        this.key = key;
    }

    private static KeyTree of(List<Key> keys) {
        KeyTree root = new KeyTree("", between("The configuration of a Towpath installation."));
        for (Key key : keys) {
            KeyTree at = root;
            for (String name : key.segments()) {
                at =
                        at.children.computeIfAbsent(
                                name, missing -> new KeyTree(missing, between("")));
            }
            at.key = key;
        }
        root.shareNamed();
        return root;
    }

    private static Key between(String doc) {
        return new Key(List.of(), new Kind.Section(false), Key.Need.MAY, "", doc);
    }

    /// A name that is listed beside a placeholder has the placeholder's keys too.
    private void shareNamed() {
        children.values().forEach(KeyTree::shareNamed);
        named().ifPresent(
                        placeholder -> {
                            for (KeyTree sibling : children.values()) {
                                if (sibling != placeholder) {
                                    Map<String, KeyTree> own =
                                            new LinkedHashMap<>(sibling.children);
                                    sibling.key = placeholder.key;
                                    sibling.children.clear();
                                    sibling.children.putAll(placeholder.children);
                                    sibling.children.putAll(own);
                                }
                            }
                        });
    }

    Key key() {
        return key;
    }

    String segment() {
        return segment;
    }

    Collection<KeyTree> children() {
        return children.values();
    }

    /// Whether there is nothing below it, but a value.
    boolean isValue() {
        return !(key.kind() instanceof Kind.Section);
    }

    /// Whether it is a list of entries with keys of their own.
    boolean isList() {
        return children.containsKey(ITEM);
    }

    /// What stands below a name; empty when no such name is known.
    Optional<KeyTree> child(String name) {
        KeyTree listed = children.get(name);
        return listed != null && !name.startsWith("<") && !name.equals(ITEM)
                ? Optional.of(listed)
                : named();
    }

    /// What stands below each entry of the list.
    KeyTree item() {
        KeyTree item = children.get(ITEM);
        if (item == null) {
            throw new IllegalStateException(key.path() + " is no list");
        }
        return item;
    }

    /// The child that stands for any name.
    Optional<KeyTree> named() {
        return children.values().stream().filter(child -> child.segment.startsWith("<")).findAny();
    }

    /// The names that are known here, without placeholders.
    List<String> names() {
        return children.keySet().stream().filter(name -> !name.startsWith("<")).toList();
    }

    /// Which names may stand in place of this segment.
    NameRule nameRule() {
        NameRule rule = NAME_RULES.get(segment);
        if (rule == null) {
            throw new IllegalStateException(segment + " stands for no name");
        }
        return rule;
    }
}
