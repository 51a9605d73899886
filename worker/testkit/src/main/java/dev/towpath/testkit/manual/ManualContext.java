package dev.towpath.testkit.manual;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.JobPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// One attempt as its handler sees it.
final class ManualContext implements JobContext {
    private final Effect.Start start;
    private final Entry entry;
    private final BiConsumer<Effect.Start, String> checkpoints;
    private final List<Emission> emissions = new ArrayList<>();

    /// What a record held.
    ///
    /// @param group empty for none
    record Entry(JobId id, JobPayload payload, String group) {}

    ManualContext(Effect.Start start, BiConsumer<Effect.Start, String> checkpoints) {
        this.start = start;
        this.entry = (Entry) start.job().arrival().source();
        this.checkpoints = checkpoints;
    }

    List<Emission> emissions() {
        return emissions;
    }

    JobPayload payload() {
        return entry.payload;
    }

    private JobEnvelope envelope() {
        return start.job().arrival().envelope();
    }

    @Override
    public JobId id() {
        return entry.id;
    }

    @Override
    public String type() {
        return start.job().arrival().type();
    }

    @Override
    public String client() {
        return envelope().client();
    }

    @Override
    public String group() {
        return entry.group;
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
        return "";
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
    }

    @Override
    public String cursor() {
        return start.cursor();
    }

    @Override
    public void checkpoint(String cursor) {
        checkpoints.accept(start, cursor);
    }

    @Override
    public void emit(Emission emission) {
        emissions.add(emission);
    }
}
