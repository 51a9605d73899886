package dev.towpath.schemas.wire;

import java.nio.charset.StandardCharsets;

/// Text that must fit a bound in bytes.
public final class Text {
    private Text() {}

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
