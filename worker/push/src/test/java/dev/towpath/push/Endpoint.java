package dev.towpath.push;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP/1.1 server of a test that does with its sockets whatever a script says, also what no
/// server library would.
final class Endpoint implements AutoCloseable {
    final List<Received> received = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listener;
    private final Thread acceptor;
    private volatile Script script;

    /// What becomes of a request.
    @FunctionalInterface
    interface Script {
        void answer(Received request, Socket socket, OutputStream out) throws IOException;
    }

    /// One request as it came.
    record Received(String path, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Endpoint(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.acceptor = Thread.ofVirtual().start(this::accept);
    }

    void script(Script other) {
        script = other;
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/api/towpath";
    }

    /// From here on connections are refused: the socket listens until nobody waits in `accept`.
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// An answer with a body of known length.
    static Script says(int status, String headers, String body) {
        return (request, socket, out) -> write(out, status, headers, body);
    }

    static void write(OutputStream out, int status, String headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 "
                        + status
                        + " x\r\ncontent-length: "
                        + bytes.length
                        + "\r\n"
                        + headers
                        + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Closeable _ = socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                Received request = read(line.split(" ", 3)[1], in);
                received.add(request);
                script.answer(request, socket, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The other side, or the script, has closed it.
        }
    }

    private static Received read(String path, InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon < 0) {
                throw new EOFException("the request ends in its headers");
            }
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        return new Received(path, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
            if (one != '\r') {
                line.write(one);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
