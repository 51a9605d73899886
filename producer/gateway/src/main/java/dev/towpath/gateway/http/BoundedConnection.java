package dev.towpath.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One connection of a client, bounded in what it may hold and for how long.
///
/// The HTTP server reads through [Patience] and writes through [WatchedWriter]. A refusal that
/// leaves the body unread lingers: what still comes is thrown away for a moment, because closing a
/// socket with unread bytes resets it, and the client would lose the answer.
final class BoundedConnection implements ServerConnection, InterruptableTask<Void> {
    private static final ScopedValue<BoundedConnection> CURRENT = ScopedValue.newInstance();
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int LINGER_BYTES = 16 * 1024 * 1024;

    private final Patience patience;
    private final DataReader reader;
    private final WatchedWriter writer;
    private final ServerConnection http;
    private final Connections connections;
    private boolean linger;

    private BoundedConnection(
            ConnectionContext context, ServerConnectionSelector selector, Connections connections) {
        DataReader raw = context.dataReader();
        this.patience = new Patience(() -> pull(raw));
        this.reader = DataReader.create(patience);
        this.writer = new WatchedWriter(context.dataWriter());
        this.connections = connections;
        this.http = selector.connection(new BoundedContext(context, reader, writer));
    }

    /// The connection that the running thread serves.
    static BoundedConnection current() {
        return CURRENT.get();
    }

    Patience patience() {
        return patience;
    }

    /// Ends the connection when the request at hand is answered. The server would go on with the
    /// next request even after `Connection: close`, and take an unread body for one.
    void endAfterThis() {
        http.close(false);
    }

    /// Ends the connection, and throws away what the client still sends before it is closed.
    void lingerAndEnd() {
        linger = true;
        patience.over();
        http.close(false);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        connections.add(writer);
        try {
            ScopedValue.where(CURRENT, this)
                    .call(
                            () -> {
                                http.handle(limit);
                                return true;
                            });
        } finally {
            connections.remove(writer);
            if (linger) {
                throwAwayTheRest();
            }
        }
    }

    @Override
    public Duration idleTime() {
        return http.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        http.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
        return http instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    private void throwAwayTheRest() {
        patience.body(LINGER);
        long seen = 0;
        try {
            while (seen < LINGER_BYTES) {
                BufferData bytes = reader.readBuffer();
                seen += bytes.available();
                patience.handedOn();
            }
        } catch (RuntimeException e) {
            // The client has gone, or is still sending: either way it had its time.
            linger = false;
        }
    }

    private static byte @Nullable [] pull(DataReader raw) {
        try {
            BufferData bytes = raw.readBuffer();
            return bytes.readBytes();
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
    }

    /// Makes a bounded connection of each that the server accepts.
    record Selector(Http1ConnectionSelector http, Connections connections)
            implements ServerConnectionSelector {
        @Override
        public int bytesToIdentifyConnection() {
            return http.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return http.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return http.supportedApplicationProtocols();
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new BoundedConnection(context, http, connections);
        }
    }
}
