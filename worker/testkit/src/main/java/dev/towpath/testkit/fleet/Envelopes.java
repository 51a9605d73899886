package dev.towpath.testkit.fleet;

import dev.towpath.schemas.wire.JobEnvelope;

/// Envelopes that say something else than they should.
final class Envelopes {
    private Envelopes() {}

    /// The same envelope with another count of attempts and another hop.
    static JobEnvelope at(JobEnvelope one, int attempt, int hop) {
        return of(one, attempt, hop, one.nonce(), one.flags());
    }

    /// The same envelope of another submission.
    static JobEnvelope nonce(JobEnvelope one, long nonce) {
        return of(one, one.attempt(), one.hop(), nonce, one.flags());
    }

    /// The same envelope with one more flag.
    static JobEnvelope flag(JobEnvelope one, int flag) {
        return of(one, one.attempt(), one.hop(), one.nonce(), one.flags() | flag);
    }

    private static JobEnvelope of(JobEnvelope one, int attempt, int hop, long nonce, int flags) {
        return new JobEnvelope(
                attempt,
                one.generation(),
                hop,
                nonce,
                one.acceptedAt(),
                one.dueAt(),
                one.expiresAt(),
                one.windowMillis(),
                one.checksum(),
                flags,
                one.client(),
                one.dedupKey(),
                one.batch(),
                one.tags(),
                one.deployment());
    }
}
