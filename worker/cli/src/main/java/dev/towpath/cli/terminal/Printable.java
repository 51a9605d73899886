package dev.towpath.cli.terminal;

import java.util.Locale;

/// Text from anywhere, made harmless to a terminal: no control character, escape sequence, mark of
/// writing direction or invisible character of it gets through; each is shown by its code.
public final class Printable {
    private Printable() {}

    /// The text on one line: ends of line are shown by their code too.
    public static String line(String text) {
        return shown(text, false);
    }

    /// The text with its ends of line and tabs.
    public static String text(String text) {
        return shown(text, true);
    }

    private static String shown(String text, boolean lines) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean kept = lines && (c == '\n' || c == '\t');
            if (kept || isHarmless(c)) {
                shown.appendCodePoint(c);
            } else if (c > 0xffff) {
                shown.append(String.format(Locale.ROOT, "\\u{%x}", c));
            } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
            i += Character.charCount(c);
        }
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// At most so many characters of a text on one line, an ellipsis where something is cut.
    public static String clip(String text, int most) {
        String line = line(text);
        return line.length() <= most ? line : line.substring(0, most - 1) + "…";
    }
}
