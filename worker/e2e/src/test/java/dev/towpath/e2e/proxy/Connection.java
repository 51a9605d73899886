package dev.towpath.e2e.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One connection through the proxy: two threads, one a direction. Kafka answers the requests of a
/// connection in their order.
final class Connection implements AutoCloseable {
    private final Socket client;
    private final Socket broker;
    private final Topics topics;
    private final Answers answers;
    private final Passage passage;
    private final BlockingQueue<Request> underWay = new LinkedBlockingQueue<>();

    Connection(Socket client, Socket broker, Topics topics, Answers answers, Passage passage) {
        this.client = client;
        this.broker = broker;
        this.topics = topics;
        this.answers = answers;
        this.passage = passage;
    }

    void start() {
        Thread.ofVirtual().name("proxy-requests").start(() -> run(this::requests));
        Thread.ofVirtual().name("proxy-answers").start(() -> run(this::answers));
    }

    @Override
    public void close() {
        for (Socket socket : List.of(client, broker)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private interface Direction {
        void run() throws IOException, InterruptedException;
    }

    private void run(Direction direction) {
        try (this) {
            direction.run();
        } catch (IOException e) {
            // One end is gone: so is the other then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requests() throws IOException, InterruptedException {
        DataInputStream in = in(client);
        DataOutputStream out = out(broker);
        while (true) {
            byte[] frame = read(in);
            Request request = Request.of(frame, topics);
            request.transactionalId().ifPresent(passage::produces);
            if (!pass(request.sent())) {
                return;
            }
            underWay.add(request);
            write(out, frame);
        }
    }

    private void answers() throws IOException, InterruptedException {
        DataInputStream in = in(broker);
        DataOutputStream out = out(client);
        while (true) {
            byte[] frame = read(in);
            Request request = underWay.remove();
            if (!pass(request.stored(frame))) {
                return;
            }
            write(out, answers.readdressed(request, frame));
        }
    }

    private boolean pass(List<WireStep> steps) throws InterruptedException {
        for (WireStep step : steps) {
            if (!passage.passes(step)) {
                return false;
            }
        }
        return true;
    }

    private static DataInputStream in(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static DataOutputStream out(Socket socket) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private static void write(DataOutputStream out, byte[] frame) throws IOException {
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }
}
