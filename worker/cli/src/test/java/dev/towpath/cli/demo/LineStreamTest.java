package dev.towpath.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LineStreamTest {
    private static final int LINES = 40_000;

    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void readsResultsWhileItStillWritesLines() throws Exception {
        // The server answers each line before it reads the next: megabytes each way.
        CompletableFuture<String> head = serve(LineStreamTest::answerEveryLine);
        List<String> results = new ArrayList<>();
        try (LineStream stream = open()) {
            Thread reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            assertThat(stream.status()).isEqualTo(200);
                                            for (String line = stream.read();
                                                    !line.isEmpty();
                                                    line = stream.read()) {
                                                results.add(line);
                                            }
                                        } catch (IOException e) {
                                            results.add(e.toString());
                                        }
                                    });
            for (int i = 0; i < LINES; i++) {
                stream.write("{\"line\": " + i + ", \"text\": \"" + "ä".repeat(50) + "\"}");
            }
            stream.end();
            reader.join();
        }
        assertThat(results).hasSize(LINES);
        assertThat(results.getFirst()).startsWith("result of {\"line\": 0, ");
        assertThat(results.getLast()).startsWith("result of {\"line\": " + (LINES - 1) + ", ");
        assertThat(head.get())
                .startsWith("POST /v1/jobs HTTP/1.1\n")
                .contains("\nAuthorization: Bearer the-key\n", "\nTransfer-Encoding: chunked\n");
    }

    @Test
    void readsARefusalOfAGivenLength() throws Exception {
        CompletableFuture<String> head =
                serve(
                        (_, out) ->
                                write(
                                        out,
                                        "HTTP/1.1 401 No\r\nContent-Length: 5\r\n\r\nno!!!HTTP"));
        try (LineStream stream = open()) {
            assertThat(stream.status()).isEqualTo(401);
            assertThat(stream.read()).isEqualTo("no!!!");
            assertThat(stream.read()).isEmpty();
        }
        head.get();
    }

    @Test
    void anAnswerThatEndsInTheMiddleIsNoEnd() throws Exception {
        CompletableFuture<String> head =
                serve(
                        (_, out) ->
                                write(
                                        out,
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                + "6\r\nfirst\n\r\n20\r\nsec"));
        try (LineStream stream = open()) {
            stream.status();
            assertThat(stream.read()).isEqualTo("first");
            head.get();
            assertThatThrownBy(stream::read).isInstanceOf(EOFException.class);
        }
    }

    private LineStream open() throws IOException {
        return LineStream.open("127.0.0.1", server.getLocalPort(), "the-key");
    }

    private interface Conversation {
        void hold(BufferedReader in, OutputStream out) throws IOException;
    }

    /// Serves one connection; ends with the head of its request.
    private CompletableFuture<String> serve(Conversation conversation) {
        CompletableFuture<String> served = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Socket socket = server.accept()) {
                                BufferedReader in =
                                        new BufferedReader(
                                                new InputStreamReader(
                                                        socket.getInputStream(), ISO_8859_1));
                                StringBuilder head = new StringBuilder();
                                for (String line = in.readLine();
                                        line != null && !line.isEmpty();
                                        line = in.readLine()) {
                                    head.append(line).append('\n');
                                }
                                conversation.hold(in, socket.getOutputStream());
                                socket.shutdownOutput();
                                served.complete(head.toString());
                            } catch (IOException e) {
                                served.completeExceptionally(e);
                            }
                        });
        return served;
    }

    private static void answerEveryLine(BufferedReader in, OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (true) {
            int left = Integer.parseInt(in.readLine(), 16);
            if (left == 0) {
                break;
            }
            while (left > 0) {
                String line = in.readLine();
                left -= line.length() + 1;
                String result = "result of " + line + "\n";
                write(out, Integer.toHexString(result.length()) + "\r\n" + result + "\r\n");
            }
            in.readLine();
        }
        write(out, "0\r\n\r\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(text.chars().allMatch(c -> c < 128) ? US_ASCII : ISO_8859_1));
        out.flush();
    }
}
