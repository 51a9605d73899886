package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.Mark;

/// Marks that say something else than they should.
final class Marks {
    private Marks() {}

    /// The same mark with another generation and hop.
    static Mark at(Mark mark, int generation, int hop) {
        return new Mark(
                mark.state(),
                generation,
                mark.attempt(),
                hop,
                mark.nonce(),
                mark.source(),
                mark.sourceOffset(),
                mark.checksum(),
                mark.acceptedAt(),
                mark.startedAt(),
                mark.settledAt(),
                mark.windowMillis(),
                mark.flags(),
                mark.client(),
                mark.code(),
                mark.reason(),
                mark.type(),
                mark.crashes(),
                mark.dueAt(),
                mark.cursor());
    }
}
