package dev.towpath.schemas.config;

import java.util.Locale;

/// How texts from outside look in messages: short, and harmless to a terminal.
final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    /// The beginning of a text that may be long, its control characters shown by their code.
    static String clip(String text) {
        return text.length() <= LONGEST
                ? printable(text)
                : printable(text.substring(0, LONGEST)) + "…";
    }

    /// The text with its control characters shown by their code.
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
