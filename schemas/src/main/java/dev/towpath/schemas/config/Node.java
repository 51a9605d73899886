package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import java.util.List;

/// A part of the file, with the line that it begins on.
sealed interface Node {
    int line();

    /// What it is, without what it says: harmless where it may hold a secret.
    String outline();

    /// What it is, and what it says if that is short.
    String inWords();

    /// How a scalar looks in YAML.
    enum Look {
        TEXT,
        NUMBER,
        FLAG,
        NOTHING
    }

    /// Names and what is below them.
    record Mapping(int line, List<Entry> entries) implements Node {
        @Override
        public String outline() {
            return "keys below it";
        }

        @Override
        public String inWords() {
            return outline();
        }
    }

    /// A name of a mapping, and what is below it.
    record Entry(String name, int line, Node value) {}

    /// A list.
    record Sequence(int line, List<Node> items) implements Node {
        @Override
        public String outline() {
            return "a list";
        }

        @Override
        public String inWords() {
            return outline();
        }
    }

    /// A single value.
    record Scalar(int line, String text, Look look) implements Node {
        @Override
        public String outline() {
            return switch (look) {
                case TEXT -> "a text of " + text.length() + " characters";
                case NUMBER -> "a number";
                case FLAG -> "true or false";
                case NOTHING -> "nothing";
            };
        }

        @Override
        public String inWords() {
            return switch (look) {
                case TEXT -> "the text '" + Shown.clip(text) + "'";
                case NUMBER -> "the number " + Shown.clip(text);
                case FLAG -> text;
                case NOTHING -> "nothing";
            };
        }
    }
}
