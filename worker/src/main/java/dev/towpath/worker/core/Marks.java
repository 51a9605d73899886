package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.Text;

/// Makes the marks of jobs.
final class Marks {
    private Marks() {}

    static Mark of(
            Arrival.Submitted arrival,
            State state,
            int generation,
            int attempt,
            long startedAt,
            long settledAt,
            String code,
            String reason) {
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
                settledAt,
                envelope.windowMillis(),
                envelope.flags(),
                envelope.client(),
                code,
                Text.cut(reason, Mark.MAX_REASON_BYTES),
                arrival.type());
    }
}
