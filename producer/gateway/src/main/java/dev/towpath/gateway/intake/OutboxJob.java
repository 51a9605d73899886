package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;

/// A job that was written into an outbox, in our own JSON. However often it is handed over, it is
/// one submission.
public final class OutboxJob {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Draft draft;
    private final OptionalLong nonce;

    private OutboxJob(Draft draft, UUID row) {
        this.draft = draft;
        this.nonce = OptionalLong.of(row.getMostSignificantBits() ^ row.getLeastSignificantBits());
    }

    /// Kafka's answer, to be waited for.
    @FunctionalInterface
    public interface Confirmation {
        /// Comes back when the job is stored.
        ///
        /// @throws Refusal `TP-2001` when it may or may not be stored, another code when it surely
        ///     is not
        void await();
    }

    /// Reads a row. What it says relative to now, it said when it was written.
    ///
    /// @param row its id: the dedup key of a job without one
    /// @param waited how long ago it was written
    /// @param now milliseconds since 1970
    /// @throws Refusal `TP-1001` or `TP-1004` when it is no JSON object; what else is wrong with
    ///     it,
    ///     [#submit] says
    public static OutboxJob read(
            byte[] json, UUID row, String traceParent, Duration waited, long now) {
        Draft draft =
                JobJson.read(
                                SingleJob.object(json),
                                Fields.traceParent(traceParent),
                                now - waited.toMillis())
                        .after(waited);
        return new OutboxJob(
                draft.dedupKey().isEmpty()
                        ? draft.with(Draft.OUTBOX + row, draft.problems())
                        : draft,
                row);
    }

    /// What it must run one at a time with, in order; empty for nothing.
    public String group() {
        return draft.group();
    }

    /// Hands it to Kafka, waiting for room as long as Kafka may take for a job.
    ///
    /// @throws Refusal with all that is wrong with it, or why it cannot be handed over now; then it
    ///     is not stored
    public Confirmation submit(Intake intake, Caller caller, Settings settings) {
        Duration limit = settings.config().gateway().enqueueTimeout();
        Waiting room = Waiting.upTo(limit);
        while (!intake.hasRoom() && !room.over()) {
            pause();
        }
        Submitted submitted = intake.submit(draft, caller, settings, nonce);
        Waiting answer = Waiting.upTo(limit);
        return () -> answer.receipt(submitted);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(
                    ErrorCode.SHUTTING_DOWN, "the gateway is stopping; the job is not stored");
        }
    }
}
