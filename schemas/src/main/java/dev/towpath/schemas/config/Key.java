package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One key of the file: where it stands, what it takes, what holds when it is not said.
///
/// A segment in angle brackets stands for any name, such as `<queue>`; `[]` after a segment stands
/// for each entry of a list.
///
/// @param segments the names on the way to the key
/// @param kind what it takes
/// @param need what holds when it is not said
/// @param fallback the value that then holds, as it would be written in the environment; empty
///     unless `need` is [Need#FALLBACK]
/// @param doc a sentence or two on what it does
record Key(List<String> segments, Kind kind, Need need, String fallback, String doc) {
    /// What holds when a key is not said.
    enum Need {
        /// The fallback holds.
        FALLBACK,
        /// Nothing: it may be missing.
        MAY,
        /// It must be said.
        MUST
    }

    Key {
        segments = List.copyOf(segments);
        if (need == Need.FALLBACK && kind.read(fallback).isEmpty()) {
            throw new IllegalArgumentException(
                    "the default of " + path(segments) + " is not allowed: " + fallback);
        }
    }

    /// The key's path, such as `gateway.port` or `types.<type>.timeout`.
    String path() {
        return path(segments);
    }

    /// The name of the environment variable that overrides it; `<QUEUE>` and the like stand for
    /// names.
    String variable() {
        return variable(segments);
    }

    /// The last name on the way.
    String name() {
        return segments.getLast();
    }

    /// A path as messages show it. A name with a dot or another sign stands in brackets and quotes.
    static String path(List<String> segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            if (segment.matches("\\[[0-9]*]")) {
                path.append(segment);
            } else if (segment.matches("[A-Za-z0-9_-]+(\\[])?|<[a-z]+>")) {
                path.append(path.isEmpty() ? "" : ".").append(segment);
            } else {
                path.append("[\"").append(Shown.printable(segment)).append("\"]");
            }
        }
        return path.toString();
    }

    /// The environment variable of a path: `TOWPATH_`, then each name in capitals, words and names
    /// joined by `_`; the name `*` becomes `ANY`.
    static String variable(List<String> segments) {
        return segments.stream()
                .map(
                        segment ->
                                segment.equals(TowpathConfig.ANY_TYPE)
                                        ? "ANY"
                                        : segment.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                                                .replaceAll("[^A-Za-z0-9_<>]", "_")
                                                .toUpperCase(Locale.ROOT))
                .collect(Collectors.joining("_", "TOWPATH_", ""));
    }
}
