package dev.towpath.e2e.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port on 127.0.0.1 that leads to the broker. Clients that start there stay there, because every
/// address that the broker gives is turned into this one.
public final class KafkaProxy implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final InetSocketAddress broker;
    private final Passage passage;
    private final ServerSocket server;
    private final Topics topics = new Topics();
    private final Answers answers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /// @param bootstrap the broker's address as `host:port`
    public KafkaProxy(String bootstrap, Passage passage) throws IOException {
        String[] parts = bootstrap.split(":", 2);
        this.broker = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
        this.passage = passage;
        this.server = new ServerSocket(0, 64, HERE);
        this.answers = new Answers(HERE.getHostAddress(), server.getLocalPort(), topics);
        Thread.ofVirtual().name("proxy-accept").start(this::accept);
    }

    /// What a client behind the proxy connects to.
    public String bootstrap() {
        return HERE.getHostAddress() + ":" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket onward = new Socket(broker.getAddress(), broker.getPort());
                client.setTcpNoDelay(true);
                onward.setTcpNoDelay(true);
                Connection connection = new Connection(client, onward, topics, answers, passage);
                connections.add(connection);
                connection.start();
            } catch (IOException e) {
                // Closed, or the broker is away: the client tries again.
            }
        }
    }
}
