package dev.towpath.e2e.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The way to a broker in all weathers, with a server that answers each byte by the next one.
class LinkTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int MOMENT = 200;
    private static final int LONG = 10_000;

    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Link link;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 5, HERE);
        Thread.ofVirtual().start(this::serve);
        link = new Link(server.getLocalPort());
        client = new Socket(HERE, link.port());
        client.setSoTimeout(LONG);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        link.close();
        server.close();
    }

    @Test
    void whatIsAskedIsAnsweredWhenItIsClear() throws IOException {
        client.getOutputStream().write(1);

        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void whatFallsIntoABlackholeComesLate() throws Exception {
        link.turn(Weather.BLACKHOLE);
        client.getOutputStream().write(1);
        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();

        link.turn(Weather.CLEAR);

        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void whatFellIntoABlackholeComesAlsoWhenItsClientHasGone() throws Exception {
        link.turn(Weather.BLACKHOLE);
        client.getOutputStream().write(1);
        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
        client.close();

        link.turn(Weather.CLEAR);

        assertThat(heard.poll(LONG, TimeUnit.MILLISECONDS)).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsHeldIsToARequestThatWentThrough() throws Exception {
        link.turn(Weather.ANSWERS_HELD);
        client.getOutputStream().write(1);
        assertThat(heard.poll(LONG, TimeUnit.MILLISECONDS)).isEqualTo(1);
        assertNothingComes();

        link.turn(Weather.CLEAR);

        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void aConnectionThatHasLostAnAnswerEndsWhenItClearsUp() throws Exception {
        link.turn(Weather.ANSWERS_LOST);
        client.getOutputStream().write(1);
        assertThat(heard.poll(LONG, TimeUnit.MILLISECONDS)).isEqualTo(1);
        assertNothingComes();

        link.turn(Weather.CLEAR);

        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aRequestThatIsLostIsNeverHeard() throws Exception {
        link.turn(Weather.REQUESTS_LOST);
        client.getOutputStream().write(1);

        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aConnectionThatIsCutHasEnded() throws Exception {
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(2);

        link.cut();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    private void assertNothingComes() throws IOException {
        client.setSoTimeout(MOMENT);
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(LONG);
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            for (int one = socket.getInputStream().read();
                    one >= 0;
                    one = socket.getInputStream().read()) {
                heard.add(one);
                socket.getOutputStream().write(one + 1);
            }
        } catch (IOException e) {
            // Ended.
        }
    }
}
