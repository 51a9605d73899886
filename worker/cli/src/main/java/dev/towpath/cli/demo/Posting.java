package dev.towpath.cli.demo;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Posts entries as one stream and reads what the gateway says of each line. When the stream
/// breaks, posts what has no result again under the same dedup keys, for as long as its patience
/// lasts.
final class Posting {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);

    /// A job that the gateway has taken.
    ///
    /// @param postedMillis when its line was written first, milliseconds since 1970
    record Accepted(String id, String entry, long postedMillis) {}

    /// @param again whether it was written before, to a stream that broke
    private record Line(String entry, long postedMillis, boolean again) {}

    /// How long the gateway may be away.
    ///
    /// @param atFirst before it has answered anything
    record Patience(Duration atFirst, Duration later) {}

    private final DemoGateway gateway;
    private final Tally tally;
    private final Silence silence;
    private final Patience patience;
    private final Consumer<Accepted> accepted;
    private final BlockingQueue<Line> written = new LinkedBlockingQueue<>();
    private final AtomicInteger answered = new AtomicInteger();

    /// @param silence is told when the gateway does not answer, and when it does again
    /// @param accepted takes each job that is not a duplicate, on a thread of its own
    Posting(
            DemoGateway gateway,
            Tally tally,
            Silence silence,
            Patience patience,
            Consumer<Accepted> accepted) {
        this.gateway = gateway;
        this.tally = tally;
        this.silence = silence;
        this.patience = patience;
        this.accepted = accepted;
    }

    /// What hands over entries, one after the other, each time the same ones.
    interface Source {
        void each(Consumer<Entry> consumer);
    }

    /// Posts all entries and returns when there is a result for each.
    ///
    /// @throws dev.towpath.schemas.error.TowpathException GATEWAY_SILENT; UNAUTHORIZED when it does
    ///     not take the key
    void post(Source source) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (IOException broken = stream(source); broken != null; broken = stream(source)) {
            silence.goesOn(broken);
            IOException why =
                    silence.hopeless(answered.get() == 0 ? patience.atFirst() : patience.later());
            if (why != null) {
                throw gateway.silent(why);
            }
            if (never.await(TRY_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /// Posts, as one stream, all that has no result yet.
    ///
    /// @return how it broke, null when there is a result for each line
    private @Nullable IOException stream(Source source) {
        int from = answered.get();
        Queue<Line> again = new ArrayDeque<>();
        written.drainTo(again);
        AtomicInteger next = new AtomicInteger();
        try (LineStream stream = gateway.post()) {
            CompletableFuture<Void> results =
                    CompletableFuture.runAsync(() -> read(stream), Thread::startVirtualThread);
            try {
                source.each(
                        entry -> {
                            if (next.getAndIncrement() >= from) {
                                write(stream, entry.orSpoiled(), again.poll());
                            }
                        });
                stream.end();
            } catch (Gone | IOException e) {
                // The reader knows better why.
            }
            results.join();
            return null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Gone gone) {
                return gone.why;
            }
            throw e;
        } catch (IOException e) {
            return e;
        } finally {
            written.addAll(again);
        }
    }

    private void write(LineStream stream, Entry entry, @Nullable Line before) {
        ObjectNode job = JSON.createObjectNode();
        job.put("type", DemoHandlers.UPSERT);
        job.put("dedupKey", entry.dedupKey());
        job.set("data", JSON.valueToTree(entry));
        if (before == null) {
            written.add(new Line(entry.id(), System.currentTimeMillis(), false));
            tally.posted();
        } else {
            written.add(new Line(before.entry(), before.postedMillis(), true));
        }
        try {
            stream.write(JSON.writeValueAsString(job));
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    /// Reads the results to their end. Closes the stream when they break off, so that nobody is
    /// left writing to it.
    private void read(LineStream stream) {
        try (stream) {
            int status = stream.status();
            if (status != 200) {
                throw GatewayRefusal.of(status, stream.read());
            }
            for (String line = stream.read(); !line.isEmpty(); line = stream.read()) {
                JsonNode result = DemoGateway.json(line);
                if (result.has("end")) {
                    end(result);
                    return;
                }
                result(result);
            }
            throw new EOFException("the results ended in the middle");
        } catch (IOException e) {
            throw new Gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Results come in the order of the lines.
    private void result(JsonNode result) throws InterruptedException {
        Line line = written.take();
        answered.incrementAndGet();
        silence.ends();
        JsonNode error = result.get("error");
        if (error != null) {
            tally.refused(error.path("code").asString(""), error.path("detail").asString(""));
            return;
        }
        tally.accepted();
        // What this very run has posted before is not a duplicate of an earlier one.
        if (result.path("duplicate").asBoolean(false) && !line.again()) {
            tally.duplicate();
        } else {
            String id = result.path("id").asString("");
            accepted.accept(new Accepted(id, line.entry(), line.postedMillis()));
        }
    }

    private static void end(JsonNode result) throws IOException {
        JsonNode error = result.get("error");
        if (error != null) {
            throw new EOFException(
                    "it ended the stream early: " + error.path("detail").asString(""));
        }
    }

    /// Carries a failure to read or write out of the source or the reader.
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient IOException why;

        private Gone(IOException why) {
            super(why);
            this.why = why;
        }
    }
}
