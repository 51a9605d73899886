package dev.towpath.e2e.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.e2e.evidence.Sighting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Hears every attempt and every effect, and has the sink that the effects go to.
///
/// A handler says a line and goes on when it is answered. So the one order in which the lines are
/// taken here is true over all workers, and a kill loses nothing that happened.
public final class Recorder implements AutoCloseable {
    static final String TAKEN = "taken";
    static final String REFUSED = "refused";

    private final ServerSocket server;
    private final Steps steps;
    private final Sink sink = new Sink();
    private final List<Sighting> sightings = new ArrayList<>();

    public Recorder(Steps steps) throws IOException {
        this.steps = steps;
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("recorder").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Attempts and effects, in the order in which they were taken.
    public synchronized List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeSink();
    }

    private synchronized void closeSink() {
        sink.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().name("recorder-line").start(() -> listen(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void listen(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                OutputStream out = socket.getOutputStream()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Report report = Report.parse(line);
                boolean taken = record(report);
                if (!steps.reached(report.worker(), report.step())) {
                    return;
                }
                out.write(((taken ? TAKEN : REFUSED) + "\n").getBytes(UTF_8));
            }
        } catch (IOException e) {
            // The worker is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean record(Report report) {
        Sink.Verdict verdict =
                report.step() == Step.EFFECT_WRITTEN ? sink.write(report) : Sink.Verdict.WRITTEN;
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        sightings.add(
                new Sighting(
                        micros, report.event(verdict == Sink.Verdict.WRITTEN, micros / 1_000)));
        return verdict != Sink.Verdict.REFUSED;
    }
}
