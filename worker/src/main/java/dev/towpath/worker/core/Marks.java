package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.Text;

/// Makes the marks of jobs.
final class Marks {
    static final Verdict.Failed CONFLICT =
            new Verdict.Failed(
                    ErrorCode.DEDUP_CONFLICT,
                    "its dedup key is in use for another payload",
                    "",
                    "");

    private Marks() {}

    /// The mark of a job that reached a state.
    static Mark of(Job job, State state, long now, Verdict verdict) {
        return of(job.arrival, state, job.generation, job.attempt, job.startedAt, now, verdict);
    }

    /// The mark of a record whose dedup key is in use for another payload.
    static Mark conflict(Arrival.Submitted arrival, long now) {
        return of(
                arrival,
                State.CONFLICT,
                arrival.envelope().generation(),
                arrival.envelope().attempt(),
                0,
                now,
                CONFLICT);
    }

    private static Mark of(
            Arrival.Submitted arrival,
            State state,
            int generation,
            int attempt,
            long startedAt,
            long now,
            Verdict verdict) {
        String code = "";
        String reason = "";
        if (verdict instanceof Verdict.Failed failed) {
            code = failed.code().code();
            reason = Text.cut(failed.reason(), Mark.MAX_REASON_BYTES);
        }
        JobEnvelope envelope = arrival.envelope();
        return new Mark(
                state,
                generation,
                attempt,
                envelope.hop(),
                envelope.nonce(),
                0,
                arrival.offset(),
                envelope.checksum(),
                envelope.acceptedAt(),
                startedAt,
                now,
                envelope.windowMillis(),
                envelope.flags(),
                envelope.client(),
                code,
                reason,
                arrival.type());
    }
}
