package dev.towpath.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing buffer of Avro binary. Not safe for use by several threads.
public final class WireWriter {
    private byte[] bytes;
    private int length;

    public WireWriter(int expectedBytes) {
        this.bytes = new byte[Math.max(16, expectedBytes)];
    }

    /// Begins anew, in the same room.
    public void clear() {
        length = 0;
    }

    public WireWriter writeByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public WireWriter writeLong(long value) {
        room(10);
        long raw = (value << 1) ^ (value >> 63);
        while ((raw & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((raw & 0x7f) | 0x80);
            raw >>>= 7;
        }
        bytes[length++] = (byte) raw;
        return this;
    }

    /// Writes a string of at most `maxBytes`, so that nothing is written that its reader refuses.
    ///
    /// @throws IllegalArgumentException when it is longer
    public WireWriter writeString(String field, String value, int maxBytes) {
        int before = length;
        writeString(value);
        if (length - before > maxBytes
                && value.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(
                    field
                            + ": expected at most "
                            + maxBytes
                            + " bytes, got "
                            + value.getBytes(StandardCharsets.UTF_8).length);
        }
        return this;
    }

    public WireWriter writeString(String value) {
        if (value.isEmpty()) {
            return writeByte(0);
        }
        if (isAscii(value)) {
            writeLong(value.length());
            room(value.length());
            for (int i = 0; i < value.length(); i++) {
                bytes[length++] = (byte) value.charAt(i);
            }
            return this;
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        writeLong(text.length);
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
