package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import java.nio.charset.StandardCharsets;

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
                cut(reason),
                arrival.type());
    }

    /// Cuts a sentence to what a mark holds, between characters.
    private static String cut(String reason) {
        if (reason.length() * 3L <= Mark.MAX_REASON_BYTES) {
            return reason;
        }
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Mark.MAX_REASON_BYTES) {
            return reason;
        }
        int end = Mark.MAX_REASON_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
