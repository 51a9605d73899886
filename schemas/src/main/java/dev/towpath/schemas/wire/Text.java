package dev.towpath.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Text as UTF-8: read strictly, and cut to a bound in bytes.
public final class Text {
    /// What Java puts in place of bytes that are not UTF-8; it can be meant, too.
    private static final char REPLACEMENT = '\uFFFD';

    /// What was read last at each place. None is ever changed, so any thread may see any of them.
    private static final @Nullable Known[] KNOWN = new Known[256];

    private static final int LONGEST_KNOWN = 64;

    private static final class Known {
        private final byte[] bytes;
        private final Optional<String> text;

        Known(byte[] bytes, Optional<String> text) {
            this.bytes = bytes;
            this.text = text;
        }
    }

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

    /// The same for texts that come again and again, such as types and clients: mostly it is one
    /// that was read before.
    public static Optional<String> again(byte[] bytes, int from, int length) {
        if (length > LONGEST_KNOWN) {
            return utf8(bytes, from, length);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 8 ^ hash >>> 16) & (KNOWN.length - 1);
        Known known = KNOWN[place];
        if (known != null
                && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, from + length)) {
            return known.text;
        }
        Optional<String> text = utf8(bytes, from, length);
        if (text.isPresent()) {
            KNOWN[place] = new Known(Arrays.copyOfRange(bytes, from, from + length), text);
        }
        return text;
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
