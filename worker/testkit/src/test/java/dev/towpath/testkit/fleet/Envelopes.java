package dev.towpath.testkit.fleet;

import dev.towpath.schemas.wire.JobEnvelope;

/// Envelopes that say something else than they should.
final class Envelopes {
    private Envelopes() {}

    /// The same envelope with another count of attempts and another hop.
    static JobEnvelope at(JobEnvelope one, int attempt, int hop) {
        return new JobEnvelope(
                attempt,
                one.generation(),
                hop,
                one.nonce(),
                one.acceptedAt(),
                one.dueAt(),
                one.expiresAt(),
                one.windowMillis(),
                one.checksum(),
                one.flags(),
                one.client(),
                one.dedupKey(),
                one.batch(),
                one.tags(),
                one.deployment());
    }
}
