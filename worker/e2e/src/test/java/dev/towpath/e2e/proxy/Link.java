package dev.towpath.e2e.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The port on 127.0.0.1 that a broker of a cluster tells its clients: byte for byte the broker,
/// as far as the [Weather] lets them pass.
///
/// What is held is delivered when it clears up, also when its client has given up and gone: late,
/// as a network may do. A connection that has lost bytes ends when it clears up: whoever lost them
/// knows nothing of it any more.
public final class Link implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int BUFFER = 64 << 10;
    private static final long SLOWNESS = TimeUnit.MILLISECONDS.toNanos(150);

    private final int broker;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> torn = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Weather weather = Weather.CLEAR;
    private boolean closed;

    /// @param broker the port that the broker listens on
    public Link(int broker) throws IOException {
        this.broker = broker;
        this.server = new ServerSocket(0, 128, HERE);
        Thread.ofVirtual().name("link-accept").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void turn(Weather to) {
        lock.lock();
        try {
            weather = to;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (to == Weather.CLEAR) {
            torn.forEach(Link::end);
        }
    }

    /// Ends all connections.
    public void cut() {
        sockets.forEach(Link::end);
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        server.close();
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("link").start(() -> connect(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket client) {
        Socket onward = new Socket();
        try {
            onward.connect(new InetSocketAddress(HERE, broker), 2_000);
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
        } catch (IOException e) {
            // The broker is away: the client tries again.
            end(client);
            end(onward);
            return;
        }
        sockets.add(client);
        sockets.add(onward);
        Thread.ofVirtual().name("link-requests").start(() -> pass(client, onward, true));
        Thread.ofVirtual().name("link-answers").start(() -> pass(onward, client, false));
    }

    private void pass(Socket from, Socket to, boolean request) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Weather now = awaitPassage(request);
                if (now.loses(request)) {
                    torn.add(from);
                } else if (torn.contains(from)) {
                    return;
                } else {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One end is gone: so is the other then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
            torn.remove(from);
        }
    }

    private Weather awaitPassage(boolean request) throws InterruptedException, IOException {
        lock.lock();
        try {
            if (weather == Weather.SLOW) {
                long left = SLOWNESS;
                while (left > 0 && !closed) {
                    left = changed.awaitNanos(left);
                }
            }
            while (weather.holds(request) && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the link is closed");
            }
            return weather;
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
