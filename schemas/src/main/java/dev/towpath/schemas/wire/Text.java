package dev.towpath.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Text as UTF-8: read strictly, and cut to a bound in bytes.
public final class Text {
    /// What Java puts in place of bytes that are not UTF-8; it can be meant, too.
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /// The text of some bytes; empty when they are not UTF-8.
    public static Optional<String> utf8(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(bytes, from, from + length))) {
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /// The text, or the longest part from its beginning whose UTF-8 has at most that many bytes.
    public static String cut(String text, int maxBytes) {
        if (text.length() * 3L <= maxBytes) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return text;
        }
        int end = maxBytes;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
