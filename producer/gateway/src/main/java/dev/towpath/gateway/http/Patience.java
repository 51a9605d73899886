package dev.towpath.gateway.http;

import io.helidon.webserver.CloseConnectionException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How long a connection waits for the client's bytes, and how many it takes at once.
///
/// The socket's own read timeout is a short tick; on each, this decides whether to wait on. One
/// clock holds for the wait between requests, one for the whole head of a request, one for its
/// body: in all, or for each pause of a stream. A client that sends a byte now and then gains
/// nothing.
///
/// HTTP's chunks and their size lines come in whole, so the bytes that are pulled without being
/// handed on are bounded here. Used by the connection's own thread alone.
final class Patience implements Supplier<byte @Nullable []> {
    private static final Duration SHORTEST_TICK = Duration.ofMillis(50);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

    /// How long a connection may be quiet between two requests.
    static final Duration IDLE = Duration.ofSeconds(75);

    /// How long the head of a request may take.
    static final Duration HEAD = Duration.ofSeconds(10);

    /// The most bytes that are pulled without being handed on: the largest chunk of a body.
    static final int MOST_AT_ONCE = 4 * 1024 * 1024;

    private enum Stage {
        IDLE,
        HEAD,
        BODY,
        STREAM,
        OVER
    }

    private final Supplier<byte @Nullable []> source;
    private Stage stage = Stage.IDLE;
    private Duration pause = IDLE;
    private long deadline = System.nanoTime() + IDLE.toNanos();
    private int pulled;

    Patience(Supplier<byte @Nullable []> source) {
        this.source = source;
    }

    /// The read timeout of the socket, which is how exact a wait is: a sixth of that for a body,
    /// within bounds. Each costs a quiet connection a few microseconds.
    static Duration tick(Duration bodyTimeout) {
        Duration sixth = bodyTimeout.dividedBy(6);
        if (sixth.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return sixth.compareTo(LONGEST_TICK) < 0 ? sixth : LONGEST_TICK;
    }

    /// Waits for the next request, unless there shall be none.
    void idle() {
        if (stage != Stage.OVER) {
            enter(Stage.IDLE, IDLE);
        }
    }

    /// Takes nothing more: the connection is to end, whatever the client has still to send.
    void over() {
        stage = Stage.OVER;
    }

    /// Waits for a whole body.
    void body(Duration limit) {
        enter(Stage.BODY, limit);
    }

    /// Waits for a body without end, each pause of it within the limit.
    void stream(Duration limit) {
        enter(Stage.STREAM, limit);
    }

    /// What was pulled has been handed on.
    void handedOn() {
        pulled = 0;
        if (stage == Stage.STREAM) {
            deadline = System.nanoTime() + pause.toNanos();
        }
    }

    @Override
    public byte @Nullable [] get() {
        while (true) {
            if (stage == Stage.OVER) {
                throw new CloseConnectionException("the connection is ended on purpose");
            }
            try {
                byte[] bytes = source.get();
                if (bytes != null) {
                    arrived(bytes.length);
                }
                return bytes;
            } catch (RuntimeException e) {
                if (!timedOut(e)) {
                    throw e;
                }
                judge();
            }
        }
    }

    private void arrived(int count) {
        pulled += count;
        if (pulled > MOST_AT_ONCE) {
            throw new ChunkTooLargeException();
        }
        if (stage == Stage.IDLE) {
            enter(Stage.HEAD, HEAD);
            pulled = count;
        } else if (stage != Stage.STREAM) {
            judge();
        }
    }

    private void judge() {
        if (System.nanoTime() - deadline < 0) {
            return;
        }
        switch (stage) {
            case IDLE, HEAD, OVER -> throw new CloseConnectionException("the client is too slow");
            case BODY, STREAM -> throw new BodyTooSlowException(pause);
        }
    }

    private void enter(Stage next, Duration limit) {
        stage = next;
        pause = limit;
        deadline = System.nanoTime() + limit.toNanos();
        pulled = 0;
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /// The body did not come in time.
    static final class BodyTooSlowException extends RuntimeException {
        private final Duration limit;

        private BodyTooSlowException(Duration limit) {
            super("no body within " + limit, null, false, false);
            this.limit = limit;
        }

        Duration limit() {
            return limit;
        }
    }

    /// A chunk of the body, or the line with its size, is too large.
    static final class ChunkTooLargeException extends RuntimeException {
        private ChunkTooLargeException() {
            super("a chunk of more than " + MOST_AT_ONCE + " bytes", null, false, false);
        }
    }
}
