package dev.towpath.worker.inbox;

import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One execution of one job, as its handler sees it.
record Execution(Fence fence, Instant acceptedAt, long checksum, boolean forced)
        implements JobContext {
    static final Duration WINDOW = Duration.ofHours(24);
    private static final Instant ACCEPTED = Instant.parse("2026-11-24T12:00:00Z");
    private static final long CHECKSUM = 77;

    /// The first owner's, of the job as it was submitted.
    static Execution first() {
        return new Execution(new Fence(10, 0, 1), ACCEPTED, CHECKSUM, false);
    }

    Execution attempt(int number) {
        Fence next = new Fence(fence.ownerEpoch(), fence.generation(), number);
        return new Execution(next, acceptedAt, checksum, forced);
    }

    Execution byOwner(long epoch) {
        Fence next = new Fence(epoch, fence.generation(), fence.attempt());
        return new Execution(next, acceptedAt, checksum, forced);
    }

    /// Of the generation that a replay makes.
    Execution replayed() {
        Fence next = new Fence(fence.ownerEpoch(), fence.generation() + 1, 1);
        return new Execution(next, acceptedAt, checksum, false);
    }

    Execution byForce() {
        return new Execution(fence, acceptedAt, checksum, true);
    }

    Execution withPayload(long otherChecksum) {
        return new Execution(fence, acceptedAt, otherChecksum, forced);
    }

    /// Of another submission under the same dedup key, accepted so much later.
    Execution submittedAgain(Duration later) {
        Execution next = replayed();
        return new Execution(next.fence, acceptedAt.plus(later), checksum, false);
    }

    @Override
    public JobId id() {
        return new JobId("default", 0, 7, 7);
    }

    @Override
    public String type() {
        return "order.ship";
    }

    @Override
    public String client() {
        return "site";
    }

    @Override
    public String group() {
        return "";
    }

    @Override
    public String dedupKey() {
        return "order-7";
    }

    @Override
    public String batch() {
        return "";
    }

    @Override
    public List<String> tags() {
        return List.of();
    }

    @Override
    public String deployment() {
        return "";
    }

    @Override
    public String traceParent() {
        return "";
    }

    @Override
    public int attempt() {
        return fence.attempt();
    }

    @Override
    public int generation() {
        return fence.generation();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Duration window() {
        return WINDOW;
    }

    @Override
    public void progress(double part, String note) {
        throw new UnsupportedOperationException("no handler of these tests says how far it is");
    }

    @Override
    public void note(String text) {
        throw new UnsupportedOperationException("no handler of these tests notes anything");
    }

    @Override
    public String cursor() {
        return "";
    }

    @Override
    public void checkpoint(String cursor) {
        throw new UnsupportedOperationException("no handler of these tests has a checkpoint");
    }

    @Override
    public void emit(Emission emission) {
        throw new UnsupportedOperationException("no handler of these tests emits");
    }
}
