package dev.towpath.schemas.payload;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// How values look in messages: short, and harmless to a terminal.
public final class Shown {
    private static final int LONGEST = 40;

    private Shown() {}

    /// A value in a few words: `the string "abc"`, `the number 7`, `an array of 3`.
    static String value(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "the string \"" + clip(value.stringValue()) + '"';
            case NUMBER -> "the number " + clip(value.toString());
            case ARRAY -> "an array of " + value.size();
            case OBJECT -> "an object";
            case BOOLEAN, NULL, MISSING, BINARY, POJO -> value.toString().toLowerCase(Locale.ROOT);
        };
    }

    /// The beginning of a text that may be long.
    public static String clip(String text) {
        if (text.length() <= LONGEST) {
            return printable(text);
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return printable(text.substring(0, end)) + "…";
    }

    /// The text with its control characters shown by their code.
    public static String printable(String text) {
        boolean plain = text.chars().noneMatch(Character::isISOControl);
        if (plain) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
