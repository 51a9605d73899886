package dev.towpath.schemas.payload;

import java.io.OutputStream;
import java.util.Arrays;

/// A buffer in memory that takes so many bytes and no more. Not safe for use by several threads.
final class BoundedOutput extends OutputStream {
    private final int most;
    private byte[] bytes = new byte[256];
    private int length;

    BoundedOutput(int most) {
        this.most = most;
    }

    @Override
    public void write(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (more > most - length) {
            throw new FullException();
        }
        if (more > bytes.length - length) {
            long doubled = Math.min(most, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, length + more));
        }
    }

    /// The buffer is full.
    static final class FullException extends RuntimeException {
        FullException() {
            super(null, null, false, false);
        }
    }
}
