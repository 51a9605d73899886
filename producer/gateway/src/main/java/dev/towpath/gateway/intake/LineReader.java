package dev.towpath.gateway.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads lines of bounded length. Of a longer one it throws the bytes away and tells its length.
final class LineReader {
    private static final int BUFFER = 32 * 1024;

    private final InputStream in;
    private final int maxBytes;
    private final Runnable afterRead;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private int at;
    private int end;
    private long length;
    private boolean ended;

    /// @param maxBytes the longest line, without its line feed
    /// @param afterRead is told of each piece that was read
    LineReader(InputStream in, int maxBytes, Runnable afterRead) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.afterRead = afterRead;
    }

    /// Goes to the next line.
    ///
    /// @return false at the end
    boolean next() throws IOException {
        line.reset();
        length = 0;
        while (!ended) {
            if (at == end && !fill()) {
                ended = true;
                return length > 0;
            }
            int stop = lineFeed();
            keep(stop);
            if (stop < end) {
                at = stop + 1;
                return true;
            }
            at = end;
        }
        return false;
    }

    /// Whether the line is longer than allowed; then its bytes are gone.
    boolean tooLong() {
        return length > maxBytes;
    }

    /// How many bytes the line has.
    long length() {
        return length;
    }

    byte[] bytes() {
        return line.toByteArray();
    }

    /// Whether there is nothing but white space.
    boolean blank() {
        for (byte b : line.toByteArray()) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !tooLong();
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        afterRead.run();
        at = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    private int lineFeed() {
        int i = at;
        while (i < end && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private void keep(int stop) {
        int count = stop - at;
        length += count;
        if (length <= maxBytes) {
            line.write(buffer, at, count);
        } else {
            line.reset();
        }
    }
}
