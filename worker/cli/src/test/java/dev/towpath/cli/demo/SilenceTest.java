package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.cli.demo.Posting.Accepted;
import dev.towpath.cli.demo.Posting.Patience;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A gateway that stops, breaks off or says no while the demo posts and asks.
@Timeout(60)
final class SilenceTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "{\"end\": \"complete\"}";
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final int ENTRIES = 10;

    private final Tally tally = new Tally();
    private final BlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
    private final List<Integer> linesOfStreams = new ArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aStreamThatBreaksIsGoneOnWithAndNoLineCountsTwice() throws Exception {
        Thread gateway =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    converse(3, "");
                                    converse(ENTRIES - 3, END);
                                });

        posting(new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30)))
                .post(SilenceTest::entries);

        gateway.join();
        assertThat(linesOfStreams).containsExactly(ENTRIES, ENTRIES - 3);
        assertThat(tally.postedSoFar()).isEqualTo(ENTRIES);
        assertThat(tally.numbers().accepted()).isEqualTo(ENTRIES);
        // The gateway calls all of the second stream duplicates, but they are this run's own.
        assertThat(tally.numbers().duplicates()).isZero();
        assertThat(accepted.stream().map(Accepted::entry).distinct()).hasSize(ENTRIES);
    }

    @Test
    void aGatewayThatStopsInTheMiddleIsOneClearSentence() throws Exception {
        Thread gateway =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    converse(
                                            2,
                                            "{\"end\": \"stopped\", \"error\": {\"detail\": \"the"
                                                    + " gateway is stopping\"}}");
                                    close();
                                });

        assertThatThrownBy(() -> posting(SHORT).post(SilenceTest::entries))
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.GATEWAY_SILENT))
                .hasMessageStartingWith(
                        "the gateway at http://127.0.0.1:"
                                + server.getLocalPort()
                                + " is stopping or gone: ")
                .hasMessageContaining("start it again in another terminal")
                .hasMessageEndingWith(
                        "Then run the demo again, which is safe: what is done is not done twice.");
        gateway.join();
    }

    @Test
    void aKeyThatIsNotTakenIsSaidAtOnce() throws Exception {
        String problem = "{\"code\": \"TP-1008\", \"detail\": \"the API key is unknown\"}";
        Thread gateway =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        serve(
                                                (_, out) ->
                                                        write(
                                                                out,
                                                                "HTTP/1.1 401 No\r\n"
                                                                        + "Content-Length: "
                                                                        + problem.length()
                                                                        + "\r\n\r\n"
                                                                        + problem)));

        assertThatThrownBy(
                        () ->
                                posting(new Patience(Duration.ofHours(1), Duration.ofHours(1)))
                                        .post(SilenceTest::entries))
                .hasMessageContaining(
                        "does not take the API key: TP-1008 the API key is unknown. Nothing was"
                                + " posted with it.")
                .hasMessageContaining("Leave --key out");
        gateway.join();
    }

    @Test
    void askingForManyJobsOfAGatewayThatIsGoneStaysCalmAndEnds() throws Exception {
        Silence silence = new Silence();
        LinkedBlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
        Thread gone = Thread.ofVirtual().start(() -> closeAll(attempts));
        IOException why = null;
        try (Watch watch = new Watch(gateway(), tally, silence)) {
            for (int i = 0; i < 20_000; i++) {
                watch.add(new Accepted("default_0_" + i, "entry", 0));
            }
            while (why == null) {
                tally.awaitChange(Duration.ofMillis(20));
                why = silence.hopeless(Duration.ofSeconds(2));
            }
        }
        server.close();
        gone.join();
        assertThat(gateway().silent(why)).hasMessageContaining(" is stopping or gone: ");
        // Sixteen at a time, twice a second, and the client's own second try of each.
        assertThat(attempts).hasSizeLessThan(400);
    }

    private Posting posting(Patience patience) {
        return new Posting(gateway(), tally, new Silence(), patience, accepted::add);
    }

    private DemoGateway gateway() {
        return new DemoGateway("127.0.0.1", server.getLocalPort(), "the-key");
    }

    private static void entries(java.util.function.Consumer<Entry> consumer) {
        SortedMap<String, String> nowhere = new TreeMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            consumer.accept(new Entry("api.Door" + i, "door", "", false, false, true, nowhere));
        }
    }

    private interface Conversation {
        void hold(BufferedReader in, OutputStream out) throws IOException;
    }

    /// Reads a whole stream, answers so many of its lines as duplicates, and breaks off after a
    /// last line.
    private void converse(int results, String last) {
        serve(
                (in, out) -> {
                    int lines = 0;
                    while (Integer.parseInt(in.readLine(), 16) > 0) {
                        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                            lines++;
                        }
                    }
                    linesOfStreams.add(lines);
                    write(out, OK);
                    for (int i = 0; i < results; i++) {
                        chunk(
                                out,
                                "{\"id\": \"id"
                                        + i
                                        + "\", \"duplicate\": "
                                        + last.equals(END)
                                        + "}");
                    }
                    if (!last.isEmpty()) {
                        chunk(out, last);
                        write(out, "0\r\n\r\n");
                    }
                });
    }

    private void serve(Conversation conversation) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                assertThat(line).isNotNull();
            }
            conversation.hold(in, socket.getOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void closeAll(BlockingQueue<Long> attempts) {
        try {
            while (true) {
                server.accept().close();
                attempts.add(System.nanoTime());
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void chunk(OutputStream out, String line) throws IOException {
        write(out, Integer.toHexString(line.length() + 1) + "\r\n" + line + "\n\r\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
