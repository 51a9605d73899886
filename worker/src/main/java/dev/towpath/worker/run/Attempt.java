package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.PastAttempt;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.JobPayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One attempt of one job: what its handler sees of it, and what it said so far.
public final class Attempt implements JobContext {
    private final Effect.Start start;
    private final Content content;
    private final int maxChildren;
    private final Consumer<String> checkpoints;
    private final Consumer<Presence.Progress> advances;
    private final List<Emission> emissions = new ArrayList<>(0);
    private boolean tooMany;
    private String note = "";

    /// What the record of a job holds beyond what the core knows of it.
    public interface Content {
        /// The payload; not to be changed.
        byte[] payload();

        /// Empty for none.
        String group();

        /// Empty for none.
        String traceParent();
    }

    /// @param maxChildren jobs that it may emit
    /// @param checkpoints is told from where another attempt may go on
    /// @param advances is told how far the attempt says that it is
    public Attempt(
            Effect.Start start,
            Content content,
            int maxChildren,
            Consumer<String> checkpoints,
            Consumer<Presence.Progress> advances) {
        this.start = start;
        this.content = content;
        this.checkpoints = checkpoints;
        this.advances = advances;
        this.maxChildren = maxChildren;
    }

    JobPayload payload(PayloadCodec.SchemaLookup schemas) {
        return new JobPayload(content.payload(), schemas);
    }

    /// What it has emitted so far.
    public List<Emission> emissions() {
        return emissions;
    }

    /// What was noted of it last, empty for nothing.
    String note() {
        return note;
    }

    JobEnvelope envelope() {
        return arrival().envelope();
    }

    @Override
    public JobId id() {
        return new JobId(
                start.job().place().queue(),
                start.job().place().partition(),
                arrival().high(),
                arrival().low());
    }

    @Override
    public String type() {
        return arrival().type();
    }

    @Override
    public String client() {
        return envelope().client();
    }

    @Override
    public String group() {
        return content.group();
    }

    @Override
    public String dedupKey() {
        return envelope().dedupKey();
    }

    @Override
    public String batch() {
        return envelope().batch();
    }

    @Override
    public List<String> tags() {
        return envelope().tags();
    }

    @Override
    public String deployment() {
        return envelope().deployment();
    }

    @Override
    public String traceParent() {
        return content.traceParent();
    }

    @Override
    public int attempt() {
        return start.attempt();
    }

    @Override
    public int generation() {
        return start.generation();
    }

    @Override
    public Fence fence() {
        return new Fence(start.ownerEpoch(), start.generation(), start.attempt());
    }

    @Override
    public Instant deadline() {
        return Instant.ofEpochMilli(start.deadline());
    }

    @Override
    public Instant acceptedAt() {
        return Instant.ofEpochMilli(envelope().acceptedAt());
    }

    @Override
    public Duration window() {
        return Duration.ofMillis(envelope().windowMillis());
    }

    @Override
    public long checksum() {
        return envelope().checksum();
    }

    @Override
    public boolean forced() {
        return envelope().has(JobEnvelope.FORCED);
    }

    @Override
    public void progress(double part, String note) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("expected progress from 0 to 1, got " + part);
        }
        advances.accept(
                new Presence.Progress(
                        id().toString(), client(), generation(), attempt(), part, note));
    }

    @Override
    public void note(String text) {
        note = Text.cut(text, PastAttempt.MAX_NOTE_BYTES);
    }

    @Override
    public String cursor() {
        return start.cursor();
    }

    @Override
    public void checkpoint(String cursor) {
        int bytes = cursor.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Mark.MAX_CURSOR_BYTES) {
            throw new IllegalArgumentException(
                    "expected a cursor of at most "
                            + Mark.MAX_CURSOR_BYTES
                            + " bytes, got "
                            + bytes
                            + "; the last one holds on");
        }
        checkpoints.accept(cursor);
    }

    @Override
    public void emit(Emission emission) {
        if (emissions.size() >= maxChildren) {
            tooMany = true;
            checkEmissions();
        }
        emissions.add(emission);
    }

    /// @throws TowpathException TOO_MANY_CHILDREN when the handler emitted more than it may,
    ///     whether it took notice or not: a part of what it emitted must not pass for the whole
    void checkEmissions() {
        if (tooMany) {
            throw new TowpathException(
                    ErrorCode.TOO_MANY_CHILDREN,
                    "an attempt may emit at most "
                            + maxChildren
                            + " jobs (worker.maxChildren); none of them was sent. Emit them in parts:"
                            + " let the last child of a part emit the next.");
        }
    }

    private Arrival.Submitted arrival() {
        return start.job().arrival();
    }
}
