package dev.towpath.cli.demo;

import dev.towpath.cli.demo.Tally.Loss;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Posts entries as one stream and reads what the gateway says of each line.
final class Posting {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A job that the gateway has taken.
    ///
    /// @param postedMillis when its line was written, milliseconds since 1970
    record Accepted(String id, String entry, long postedMillis) {}

    private record Line(String entry, long postedMillis) {}

    private final DemoGateway gateway;
    private final Tally tally;
    private final Consumer<Accepted> accepted;
    private final BlockingQueue<Line> written = new LinkedBlockingQueue<>();
    private volatile @Nullable IOException failure;

    /// @param accepted takes each job that is not a duplicate, on a thread of its own
    Posting(DemoGateway gateway, Tally tally, Consumer<Accepted> accepted) {
        this.gateway = gateway;
        this.tally = tally;
        this.accepted = accepted;
    }

    /// What hands over entries, one after the other.
    interface Source {
        void each(Consumer<Entry> consumer);
    }

    /// Posts all entries and returns when there is a result for each.
    ///
    /// @throws TowpathException GATEWAY_SILENT
    void post(Source source) throws InterruptedException {
        try (LineStream stream = gateway.post()) {
            Thread reader = Thread.ofVirtual().start(() -> read(stream));
            try {
                source.each(entry -> write(stream, entry));
                stream.end();
            } catch (Gone e) {
                // The reader knows better why.
                failure = failure == null ? e.why : failure;
            }
            reader.join();
            if (failure != null) {
                throw gateway.silent(failure);
            }
        } catch (IOException e) {
            throw gateway.silent(e);
        }
    }

    private void write(LineStream stream, Entry entry) {
        Entry posted = entry.orSpoiled();
        ObjectNode job = JSON.createObjectNode();
        job.put("type", DemoHandlers.UPSERT);
        job.put("dedupKey", posted.dedupKey());
        job.set("data", JSON.valueToTree(posted));
        if (failure != null) {
            throw new Gone(failure);
        }
        written.add(new Line(posted.id(), System.currentTimeMillis()));
        tally.posted();
        try {
            stream.write(JSON.writeValueAsString(job));
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    private void read(LineStream stream) {
        try {
            int status = stream.status();
            if (status != 200) {
                throw new IOException("status " + status + ": " + stream.read());
            }
            for (String line = stream.read(); !line.isEmpty(); line = stream.read()) {
                JsonNode result = DemoGateway.json(line);
                if (result.has("end")) {
                    end(result);
                    return;
                }
                result(result);
            }
            throw new IOException("the results ended in the middle");
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Results come in the order of the lines.
    private void result(JsonNode result) throws InterruptedException {
        Line line = written.take();
        JsonNode error = result.get("error");
        if (error != null) {
            String detail = error.path("detail").asString("");
            tally.refused(new Loss(line.entry(), error.path("code").asString(""), detail));
            return;
        }
        tally.accepted();
        if (result.path("duplicate").asBoolean(false)) {
            tally.duplicate();
        } else {
            String id = result.path("id").asString("");
            accepted.accept(new Accepted(id, line.entry(), line.postedMillis()));
        }
    }

    private static void end(JsonNode result) {
        JsonNode error = result.get("error");
        if (error != null) {
            throw new TowpathException(
                    ErrorCode.GATEWAY_SILENT,
                    "the gateway ended the stream early: " + error.path("detail").asString(""));
        }
    }

    /// Carries a failure to write out of the source.
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient IOException why;

        private Gone(IOException why) {
            super(why);
            this.why = why;
        }
    }
}
