package dev.towpath.bench;

import dev.towpath.gateway.Gateway;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// How many lines a second one NDJSON stream takes, each line's result read back.
public final class Lines {
    private Lines() {}

    static void run(int count) throws Exception {
        try (Bed bed = new Bed(6);
                Gateway gateway = Gateway.start(bed.config(), Bed.payloads())) {
            bed.awaitReady(gateway);
            stream(gateway.port(), 20_000, "warm");
            long startedAt = System.nanoTime();
            stream(gateway.port(), count, "line");
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            System.out.printf(
                    "%,d lines in one stream in %.1f s: %,.0f lines/s acked%n",
                    count, seconds, count / seconds);
        }
    }

    /// Uploads so many lines and reads all results.
    ///
    /// @param prefix of their dedup keys
    public static void stream(int port, int count, String prefix) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread writer = Thread.ofVirtual().start(() -> write(socket, count, prefix));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            int ids = 0;
            byte[] wanted = "\"id\":".getBytes(StandardCharsets.US_ASCII);
            int matched = 0;
            while (ids < count) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the stream ended after " + ids + " results");
                }
                matched = next == wanted[matched] ? matched + 1 : next == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    ids++;
                    matched = 0;
                }
            }
            writer.join();
        }
    }

    private static void write(Socket socket, int count, String prefix) {
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            String head =
                    "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-ndjson\r\nAuthorization: Bearer "
                            + Bed.KEY
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            String body = Bed.body();
            String open = body.substring(0, body.length() - 1) + ",\"dedupKey\":\"" + prefix;
            for (int i = 0; i < count; i++) {
                byte[] line = (open + i + "\"}\n").getBytes(StandardCharsets.UTF_8);
                out.write(
                        (Integer.toHexString(line.length) + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                out.write(line);
                out.write('\r');
                out.write('\n');
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
