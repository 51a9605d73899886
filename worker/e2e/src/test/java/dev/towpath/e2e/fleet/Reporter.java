package dev.towpath.e2e.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A worker's end of the lines to the [Recorder]: as many as handlers speak at a time.
final class Reporter {
    private final int port;
    private final ConcurrentLinkedQueue<Line> idle = new ConcurrentLinkedQueue<>();

    Reporter(int port) {
        this.port = port;
    }

    /// Says it, and waits for the answer.
    ///
    /// @return whether it was taken
    /// @throws IOException also when the thread is interrupted; whether it was recorded is open
    ///     then
    boolean report(Report report) throws IOException {
        Line line = idle.poll();
        if (line == null) {
            line = new Line(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        boolean taken = line.say(report);
        idle.add(line);
        return taken;
    }

    private static final class Line {
        private final Socket socket;
        private final BufferedReader in;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        boolean say(Report report) throws IOException {
            socket.getOutputStream().write((report.line() + "\n").getBytes(UTF_8));
            String answer = in.readLine();
            if (answer == null) {
                throw new EOFException("the recorder does not answer");
            }
            return answer.equals(Recorder.TAKEN);
        }
    }
}
