package dev.towpath.cli.terminal;

/// Text broken into lines at words.
public final class Paragraph {
    private static final int WIDTH = 96;

    private Paragraph() {}

    /// The text in lines of at most 96 characters, but for words that are longer. Lines that the
    /// text has already stay; those that are indented stay as they are.
    public static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!wrapped.isEmpty()) {
                wrapped.append('\n');
            }
            wrapped.append(line.startsWith(" ") ? line : wrapLine(line));
        }
        return wrapped.toString();
    }

    private static String wrapLine(String line) {
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : line.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n');
                column = 0;
            } else if (column > 0) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += word.length();
        }
        return wrapped.toString();
    }
}
