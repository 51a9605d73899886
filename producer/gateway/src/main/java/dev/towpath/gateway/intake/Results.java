package dev.towpath.gateway.intake;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.ProblemJson;
import dev.towpath.gateway.problem.Refusal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes one result a line of a stream, in the order of the lines, while the lines are still being
/// read: from a thread of its own, behind a bounded queue. When the client stops reading, the queue
/// fills, and the lines wait.
final class Results implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);
    private static final ObjectWriter JSON = new JsonMapper().writerFor(ObjectNode.class);
    private static final int WINDOW = 1_024;
    private static final int MOST_PROBLEMS = 10;
    private static final int BUFFER = 16 * 1024;

    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(WINDOW);
    private final OutputStream out;
    private final Thread writer;
    private final GatewayMetrics metrics;
    private volatile boolean broken;
    private long accepted;
    private long refused;

    private sealed interface Entry {
        /// A line that was handed to Kafka.
        record Sent(long line, Submitted job, Waiting waiting) implements Entry {}

        /// A line that was not.
        record Wrong(long line, Refusal why) implements Entry {}

        /// The end of the client's lines.
        record Complete(long lines) implements Entry {}

        /// An end before it.
        record Stopped(long lines, Refusal why) implements Entry {}
    }

    /// The client no longer takes results.
    static final class ClientGoneException extends RuntimeException {
        private ClientGoneException() {
            super("the client no longer reads", null, false, false);
        }
    }

    Results(OutputStream out, GatewayMetrics metrics) {
        this.metrics = metrics;
        this.out = new BufferedOutputStream(out, BUFFER);
        this.writer = Thread.ofVirtual().name("gateway-results").start(this::write);
    }

    void sent(long line, Submitted job, Waiting waiting) {
        put(new Entry.Sent(line, job, waiting));
    }

    void wrong(long line, Refusal refusal) {
        metrics.refused(refusal.code());
        put(new Entry.Wrong(line, refusal.shortened(MOST_PROBLEMS)));
    }

    /// Says that all lines were taken, and waits until all is written.
    void complete(long lines) {
        finish(new Entry.Complete(lines));
    }

    /// Says why the stream ends before the client's lines do, and waits until all is written.
    void stopped(long lines, Refusal why) {
        finish(new Entry.Stopped(lines, why));
    }

    /// Ends the writing when nothing more will come.
    @Override
    public void close() {
        writer.interrupt();
    }

    private void finish(Entry last) {
        put(last);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException();
        }
        if (broken) {
            throw new ClientGoneException();
        }
    }

    private void put(Entry entry) {
        try {
            while (!broken) {
                if (queue.offer(entry, 100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ClientGoneException();
    }

    private void write() {
        try {
            while (true) {
                Entry entry = queue.poll();
                if (entry == null) {
                    out.flush();
                    entry = queue.take();
                }
                if (write(entry)) {
                    out.flush();
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the client no longer takes results: {}", e.toString());
            broken = true;
            queue.clear();
        } catch (InterruptedException e) {
            broken = true;
        }
    }

    private boolean write(Entry entry) throws IOException {
        switch (entry) {
            case Entry.Sent(long line, Submitted job, Waiting waiting) ->
                    settle(line, job, waiting);
            case Entry.Wrong(long line, Refusal why) -> {
                refused++;
                out.write(text(line, why));
            }
            case Entry.Complete(long lines) -> {
                out.write(bytes(summary("complete", lines)));
                return true;
            }
            case Entry.Stopped(long lines, Refusal why) -> {
                ObjectNode json = summary("stopped", lines);
                json.set("error", ProblemJson.of(why));
                out.write(bytes(json));
                return true;
            }
        }
        return false;
    }

    private void settle(long line, Submitted job, Waiting waiting) throws IOException {
        if (!job.receipt().isDone()) {
            out.flush();
        }
        try {
            waiting.receipt(job);
            accepted++;
            out.write(text(line, job));
        } catch (Refusal e) {
            refused++;
            out.write(text(line, e));
        }
    }

    private static byte[] text(long line, Submitted job) {
        // An id has no character that JSON escapes.
        String text =
                "{\"line\":"
                        + line
                        + ",\"id\":\""
                        + job.id()
                        + "\",\"duplicate\":"
                        + job.duplicate()
                        + "}\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] text(long line, Refusal refusal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("line", line);
        json.set("error", ProblemJson.of(refusal));
        return bytes(json);
    }

    private ObjectNode summary(String end, long lines) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("end", end)
                .put("lines", lines)
                .put("accepted", accepted)
                .put("refused", refused);
    }

    private static byte[] bytes(ObjectNode json) {
        byte[] text = JSON.writeValueAsBytes(json);
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return line;
    }
}
