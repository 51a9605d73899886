package dev.towpath.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;

/// One `POST /v1/jobs` of newline-delimited JSON, whose results are read while the lines are still
/// being written.
///
/// HTTP/1.1 allows that (RFC 9112, chunked coding both ways); java.net.http reads an answer only
/// when it has sent the whole body, and would wait for ever once the answer fills the connection.
///
/// One thread writes, another reads.
final class LineStream implements AutoCloseable {
    private static final int CHUNK = 16 << 10;
    private static final int LONGEST_HEADER = 64 << 10;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK);
    private long leftInChunk;
    private long leftInAnswer = Long.MAX_VALUE;
    private boolean chunked;
    private boolean answerEnded;

    private LineStream(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), CHUNK + 16);
        this.in = new BufferedInputStream(socket.getInputStream(), CHUNK);
    }

    static LineStream open(String host, int port, String key) throws IOException {
        LineStream stream = new LineStream(new Socket(host, port));
        String head =
                "POST /v1/jobs HTTP/1.1\r\nHost: "
                        + host
                        + ":"
                        + port
                        + "\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/x-ndjson\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        stream.out.write(head.getBytes(US_ASCII));
        stream.out.flush();
        return stream;
    }

    /// Writes one line; it is on its way when enough have come together, or at the end.
    void write(String line) throws IOException {
        chunk.writeBytes(line.getBytes(UTF_8));
        chunk.write('\n');
        if (chunk.size() >= CHUNK) {
            sendChunk();
        }
    }

    /// Says that there are no more lines.
    void end() throws IOException {
        sendChunk();
        out.write("0\r\n\r\n".getBytes(US_ASCII));
        out.flush();
    }

    private void sendChunk() throws IOException {
        if (chunk.size() == 0) {
            return;
        }
        out.write((Integer.toHexString(chunk.size()) + "\r\n").getBytes(US_ASCII));
        chunk.writeTo(out);
        out.write('\r');
        out.write('\n');
        out.flush();
        chunk.reset();
    }

    /// Reads the head of the answer.
    ///
    /// @return its status
    int status() throws IOException {
        String line = headerLine();
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("expected an HTTP status line, got '" + line + "'");
        }
        for (String header = headerLine(); !header.isEmpty(); header = headerLine()) {
            String[] field = header.split(":", 2);
            String name = field[0].strip().toLowerCase(Locale.ROOT);
            String value = field.length < 2 ? "" : field[1].strip();
            if (name.equals("transfer-encoding")) {
                chunked = value.equalsIgnoreCase("chunked");
            } else if (name.equals("content-length")) {
                leftInAnswer = Long.parseLong(value);
            }
        }
        return Integer.parseInt(parts[1]);
    }

    /// The next line of the answer; empty at its end.
    String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = next(); next >= 0; next = next()) {
            if (next == '\n' && line.size() > 0) {
                return line.toString(UTF_8);
            }
            if (next != '\n') {
                line.write(next);
            }
        }
        return line.toString(UTF_8);
    }

    private int next() throws IOException {
        if (!chunked) {
            return leftInAnswer-- > 0 ? in.read() : -1;
        }
        if (answerEnded) {
            return -1;
        }
        if (leftInChunk == 0) {
            leftInChunk = Long.parseLong(headerLine().split(";", 2)[0].strip(), 16);
            if (leftInChunk == 0) {
                answerEnded = true;
                return -1;
            }
        }
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the answer ended in the middle");
        }
        if (--leftInChunk == 0) {
            headerLine();
        }
        return next;
    }

    private String headerLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LONGEST_HEADER) {
                throw new EOFException("the connection ended in the middle of the answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
