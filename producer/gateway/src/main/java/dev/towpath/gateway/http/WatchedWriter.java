package dev.towpath.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import org.jspecify.annotations.Nullable;

/// A connection's writer that knows for how long it has been waiting for the client to read.
final class WatchedWriter implements DataWriter {
    private final DataWriter writer;
    private @Nullable Thread writing;
    private long since;

    WatchedWriter(DataWriter writer) {
        this.writer = writer;
    }

    /// Ends the connection when a write has been waiting for longer than the limit: to interrupt a
    /// thread that is blocked in a channel closes the channel.
    synchronized void endWhenStuck(long limitNanos) {
        if (writing != null && System.nanoTime() - since > limitNanos) {
            writing.interrupt();
        }
    }

    @Override
    public void write(BufferData... buffers) {
        begin();
        try {
            writer.write(buffers);
        } finally {
            end();
        }
    }

    @Override
    public void write(BufferData buffer) {
        begin();
        try {
            writer.write(buffer);
        } finally {
            end();
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        begin();
        try {
            writer.writeNow(buffers);
        } finally {
            end();
        }
    }

    @Override
    public void writeNow(BufferData buffer) {
        begin();
        try {
            writer.writeNow(buffer);
        } finally {
            end();
        }
    }

    @Override
    public void flush() {
        begin();
        try {
            writer.flush();
        } finally {
            end();
        }
    }

    @Override
    public void close() {
        writer.close();
    }

    private synchronized void begin() {
        writing = Thread.currentThread();
        since = System.nanoTime();
    }

    private synchronized void end() {
        writing = null;
    }
}
