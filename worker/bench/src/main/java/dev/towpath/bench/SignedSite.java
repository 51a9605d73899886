package dev.towpath.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A bare endpoint in a process of its own that does every job after a while, and signs that. It
/// keeps connections, and checks nothing.
final class SignedSite {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
    static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    private static final int BACKLOG = 8_192;
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();
    private static final LongAdder SERVED = new LongAdder();

    private SignedSite() {}

    /// Prints its port, then for each line on its input how many it served and the most at a time.
    ///
    /// @param args for how many milliseconds a job is done
    public static void main(String[] args) throws IOException {
        Duration work = Duration.ofMillis(Long.parseLong(args[0]));
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> accept(server, work));
        System.out.println(server.getLocalPort());
        Scanner in = new Scanner(System.in, US_ASCII);
        while (in.hasNextLine()) {
            in.nextLine();
            System.out.println(SERVED.sum() + " " + MOST.get());
        }
    }

    private static void accept(ServerSocket server, Duration work) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket, work));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void serve(Socket socket, Duration work) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                Map<String, String> headers = head(in);
                in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
                MOST.accumulateAndGet(OPEN.incrementAndGet(), Math::max);
                if (work.isPositive()) {
                    Thread.sleep(work);
                }
                byte[] line = line(headers);
                String head =
                        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
                                + line.length
                                + "\r\n\r\n";
                byte[] whole = (head + new String(line, US_ASCII)).getBytes(US_ASCII);
                OPEN.decrementAndGet();
                SERVED.increment();
                out.write(whole);
            }
        } catch (IOException e) {
            // The other side has ended the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] line(Map<String, String> headers) {
        String outcome = "{\"outcome\":\"done\"}";
        String signed =
                "ack."
                        + headers.get("towpath-fence")
                        + "."
                        + headers.get("webhook-id")
                        + "."
                        + headers.get("webhook-timestamp")
                        + "."
                        + outcome;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            String signature =
                    Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(US_ASCII)));
            return ("v1," + signature + " " + outcome + "\n").getBytes(US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> head(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
