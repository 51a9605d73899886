package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.Text;

/// Makes the marks of jobs.
final class Marks {
    static final Verdict.Failed CONFLICT =
            Verdict.Failed.last(
                    ErrorCode.DEDUP_CONFLICT, "its dedup key is in use for another payload");

    private Marks() {}

    /// The mark of a job that ended.
    static Mark ended(Job job, State state, long now, Verdict verdict) {
        JobEnvelope envelope = job.arrival.envelope();
        return of(job, state, job.attempt, envelope.hop(), envelope.flags(), now, verdict, 0);
    }

    /// The mark of a job that is still in its place: how far it got, or that it is to begin.
    static Mark inPlace(Job job, State state, long now) {
        JobEnvelope envelope = job.arrival.envelope();
        return of(
                job,
                state,
                job.running() ? job.attempt - 1 : job.attempt,
                envelope.hop(),
                envelope.flags(),
                now,
                Verdict.DONE,
                0);
    }

    /// The mark of a job that is put back: a copy of it, one hop on, waits to be due.
    static Mark waiting(Job job, Job.Departure departure, long now) {
        JobEnvelope copy = departure.envelope();
        return of(
                job,
                State.WAITING,
                copy.attempt(),
                copy.hop(),
                copy.flags() & ~JobEnvelope.RELATIVE,
                now,
                departure.verdict(),
                now + departure.delayMillis());
    }

    /// What the mark of a job would be that has another attempt in its place.
    static Mark stays(Job job, long until, long now, Verdict verdict) {
        JobEnvelope envelope = job.arrival.envelope();
        return of(
                job,
                State.WAITING,
                job.attempt,
                envelope.hop(),
                envelope.flags(),
                now,
                verdict,
                until);
    }

    /// The mark of a record whose dedup key is in use for another payload.
    ///
    /// @param job the record, as the job that it would have been
    static Mark conflict(Job job, long now) {
        return ended(job, State.CONFLICT, now, CONFLICT);
    }

    /// The mark of a cancel that was asked for.
    static Mark asked(String client, Cancels.Ask ask, long now) {
        return new Mark(
                State.ASKED,
                0,
                0,
                0,
                0,
                1,
                ask.jobsEnd(),
                0,
                ask.askedAt(),
                0,
                now,
                0,
                0,
                client,
                "",
                "",
                "");
    }

    /// The mark of a job that is cancelled while it waits on the ladder.
    static Mark withdrawn(Mark waiting, long now) {
        return new Mark(
                State.CANCELLED,
                waiting.generation(),
                waiting.attempt(),
                waiting.hop(),
                waiting.nonce(),
                waiting.source(),
                waiting.sourceOffset(),
                waiting.checksum(),
                waiting.acceptedAt(),
                waiting.startedAt(),
                now,
                waiting.windowMillis(),
                waiting.flags(),
                waiting.client(),
                Cancelling.CANCELLED.code().code(),
                Cancelling.CANCELLED.reason(),
                waiting.type());
    }

    /// The mark of a job that is cancelled while it waits on the ladder, as far as its partition
    /// knows it.
    ///
    /// @param newer a later submission of it
    static Mark withdrawn(LedgerTable ledger, long slot, Arrival.Submitted newer, long now) {
        JobEnvelope envelope = newer.envelope();
        return new Mark(
                State.CANCELLED,
                ledger.generationAt(slot),
                0,
                ledger.hopAt(slot),
                ledger.nonceAt(slot),
                1,
                ledger.offsetAt(slot),
                ledger.checksumAt(slot),
                envelope.acceptedAt(),
                0,
                now,
                envelope.windowMillis(),
                envelope.flags() | JobEnvelope.OFF_LADDER,
                envelope.client(),
                Cancelling.CANCELLED.code().code(),
                Cancelling.CANCELLED.reason(),
                newer.type());
    }

    private static Mark of(
            Job job,
            State state,
            int attempt,
            int hop,
            int flags,
            long now,
            Verdict verdict,
            long dueAt) {
        String code = "";
        String reason = "";
        if (verdict instanceof Verdict.Failed failed) {
            code = failed.code().code();
            reason = Text.cut(failed.reason(), Mark.MAX_REASON_BYTES);
        }
        if (verdict instanceof Verdict.Hindered hindered) {
            reason = Text.cut(hindered.reason(), Mark.MAX_REASON_BYTES);
        }
        JobEnvelope envelope = job.arrival.envelope();
        return new Mark(
                state,
                job.generation,
                attempt,
                hop,
                envelope.nonce(),
                job.express ? 1 : 0,
                job.jobsOffset,
                envelope.checksum(),
                envelope.acceptedAt(),
                job.startedAt,
                now,
                envelope.windowMillis(),
                flags,
                envelope.client(),
                code,
                reason,
                job.arrival.type(),
                job.crashes,
                dueAt,
                state.isLive() ? job.cursor : "");
    }
}
