package dev.towpath.gateway.ledger;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.State;

/// What the gateway holds in memory of a job that has ended.
///
/// @param checksum the lower 32 bits of the payload's checksum
/// @param offset of the job's mark in its ledger partition
/// @param rememberUntil seconds since 1970, as [LedgerLoader#rememberUntil] says
public record Known(
        State state, boolean deduplicated, int checksum, long offset, int rememberUntil) {
    /// Whether the dedup window surely still holds: an id is remembered for the window, or for ten
    /// minutes from its end, whichever is longer, and the two are not told apart here.
    ///
    /// @param now milliseconds since 1970
    public boolean surelyInWindow(long now) {
        long end = rememberUntil - LedgerLoader.REMEMBERED.toSeconds() - 1;
        return deduplicated && now / 1000 < end;
    }

    /// Whether the payload may be the same: the lower halves of the checksums are equal.
    public boolean maySame(long otherChecksum) {
        return checksum == (int) otherChecksum;
    }
}
