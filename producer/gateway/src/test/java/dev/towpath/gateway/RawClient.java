package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/// A client that says over a socket exactly what a test wants.
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) {
        this(port, 0);
    }

    /// @param receiveBuffer the socket's, in bytes; 0 for the usual
    RawClient(int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The head of a POST of a job, ready for a body.
    static String head(String key, String... headers) {
        return "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + key
                + "\r\n"
                + String.join("\r\n", headers)
                + "\r\n\r\n";
    }

    RawClient send(String text) {
        return send(text.getBytes(UTF_8));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a chunk of a chunked body.
    RawClient chunk(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return send(Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
    }

    RawClient timeout(Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A line without its end; empty at the end of a head.
    String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IllegalStateException("the connection ended after '" + line + "'");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    /// The head of an answer, as it came.
    String readHead() {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /// An answer whose length is announced: status line, headers, body.
    String answer() {
        String head = readHead();
        int length = 0;
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        try {
            return head + new String(in.readNBytes(length), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next chunk of a chunked answer; empty at its end.
    String readChunk() {
        int length = Integer.parseInt(line(), 16);
        try {
            String text = new String(in.readNBytes(length), UTF_8);
            line();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the connection has ended, waiting for it.
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
