package dev.towpath.push;

import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The body of an answer, read line by line while it comes: how far the job is, and in the end its
/// outcome. Only what is signed for this very request counts.
final class Answer {
    static final int MAX_LINE_BYTES = 1024 * 1024;
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Answer.class);
    private static final long MOST_AFTER_MILLIS = Duration.ofDays(1).toMillis();
    private static final int MAX_UNSIGNED = 2_000;
    private static final int MAX_REASON_BYTES = 512;
    private static final int MAX_CHECKPOINT_BYTES = 4 * 1024;

    private final InputStream in;
    private final Signatures signatures;
    private final JobContext job;
    private final String id;
    private final long timestamp;
    private final InstantSource clock;
    private int bytes;
    private int signed;
    private String unsigned = "";

    /// @param timestamp of the request, seconds since 1970
    Answer(
            InputStream in,
            Signatures signatures,
            JobContext job,
            long timestamp,
            InstantSource clock) {
        this.in = in;
        this.signatures = signatures;
        this.job = job;
        this.id = "ack." + job.fence() + "." + job.id();
        this.timestamp = timestamp;
        this.clock = clock;
    }

    /// Reads until the outcome, the end, or something that is not signed.
    ///
    /// @return the outcome; empty when there is none
    Optional<Outcome> read() throws IOException {
        for (byte[] line = line(); line != null; line = line()) {
            if (line.length == 0) {
                continue;
            }
            JsonNode said = said(line);
            if (said == null) {
                unsigned =
                        new String(
                                line,
                                0,
                                Math.min(line.length, MAX_UNSIGNED),
                                StandardCharsets.UTF_8);
                return Optional.empty();
            }
            signed++;
            Optional<Outcome> outcome = take(said);
            if (outcome.isPresent()) {
                return outcome;
            }
        }
        return Optional.empty();
    }

    /// To the end, which lets the connection serve another request. What comes there changes
    /// nothing.
    void readOn() {
        try {
            in.readNBytes(1);
        } catch (IOException e) {
            log.debug("{}: nothing after its outcome: {}", job.id(), e.getMessage());
        }
    }

    /// Whether anything was signed.
    boolean isOurs() {
        return signed > 0;
    }

    /// The beginning of the first line that was not signed, empty for none.
    String unsigned() {
        return unsigned;
    }

    /// What a line says; null when it is not signed for this request.
    ///
    /// @throws Unreadable when it is signed, and no JSON object that can be read
    private @Nullable JsonNode said(byte[] line) throws Unreadable {
        int space = indexOf(line, (byte) ' ');
        if (space < 0) {
            return null;
        }
        String signature = new String(line, 0, space, StandardCharsets.US_ASCII);
        byte[] json = Arrays.copyOfRange(line, space + 1, line.length);
        if (!signatures.isRight(signature, id, timestamp, json)) {
            return null;
        }
        return switch (StrictJson.read(json)) {
            case Checked.Good<JsonNode>(JsonNode node) when node.isObject() -> node;
            case Checked.Good<JsonNode> _ -> throw new Unreadable("it is no JSON object");
            case Checked.Bad<JsonNode> bad -> throw new Unreadable(bad.problems().toString());
        };
    }

    private Optional<Outcome> take(JsonNode said) {
        String outcome = text(said, "outcome");
        if (said.has("checkpoint")) {
            String cursor = text(said, "checkpoint");
            if (cursor.getBytes(StandardCharsets.UTF_8).length <= MAX_CHECKPOINT_BYTES) {
                job.checkpoint(cursor);
            }
        }
        if (said.has("progress")) {
            double part = said.get("progress").asDouble(0);
            job.progress(Math.clamp(part, 0, 1), Text.cut(text(said, "note"), MAX_REASON_BYTES));
        }
        return outcome.isEmpty() ? Optional.empty() : Optional.of(outcome(outcome, said));
    }

    private Outcome outcome(String word, JsonNode said) {
        String reason = Text.cut(text(said, "reason"), MAX_REASON_BYTES);
        double wanted = said.path("afterMillis").asDouble(0);
        Optional<Duration> after =
                wanted > 0
                        ? Optional.of(
                                Duration.ofMillis(
                                        (long) Math.min(wanted, (double) MOST_AFTER_MILLIS)))
                        : Optional.empty();
        return switch (word) {
            case "done" -> done(said);
            case "retry" ->
                    new Outcome.Retry(reason, after, text(said, "error"), text(said, "trace"));
            case "snooze" -> Outcome.snooze(clock.instant().plus(after.orElse(Duration.ZERO)));
            case "continue" -> Outcome.snooze(Instant.EPOCH);
            case "dead" -> Outcome.dead(reason);
            case "hold" -> new Outcome.Hold(reason, after, false);
            default ->
                    Outcome.holdThis(
                            "the endpoint said '"
                                    + Text.cut(word, 40)
                                    + "', which is no outcome"
                                    + " that this worker knows: update the workers first");
        };
    }

    private Outcome done(JsonNode said) {
        for (JsonNode child : said.path("emit")) {
            job.emit(
                    new Emission(
                            text(child, "type"),
                            child.has("data") ? child.get("data").toString() : "null",
                            text(child, "group"),
                            text(child, "dedupKey")));
        }
        return Outcome.done();
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : "";
    }

    /// The next line without its end; null when there is none.
    ///
    /// @throws TooMuch when it, or the whole, is too long
    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
            if (++bytes > MAX_BYTES || line.size() > MAX_LINE_BYTES) {
                throw new TooMuch();
            }
            if (one == '\n') {
                return line.toByteArray();
            }
            line.write(one);
        }
        return line.size() == 0 ? null : line.toByteArray();
    }

    private static int indexOf(byte[] line, byte wanted) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// A line is signed, and cannot be read.
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    /// An answer is longer than any may be.
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("the answer is longer than an answer may be");
        }
    }
}
