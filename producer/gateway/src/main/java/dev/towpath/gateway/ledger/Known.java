package dev.towpath.gateway.ledger;

import dev.towpath.schemas.ledger.State;

/// What the gateway holds in memory of a job that has ended.
///
/// @param checksum the lower 32 bits of the payload's checksum
/// @param offset of the job's mark in its ledger partition
/// @param rememberUntil seconds since 1970, as [LedgerLoader#rememberUntil] says
public record Known(
        State state, boolean deduplicated, int checksum, long offset, int rememberUntil) {
    /// Whether the window of its dedup key still holds, and holds for a second more.
    ///
    /// @param now milliseconds since 1970
    public boolean inWindow(long now) {
        return deduplicated && now / 1000 < rememberUntil - 1;
    }

    /// Whether the payload may be the same: the lower halves of the checksums are equal.
    public boolean maySame(long otherChecksum) {
        return checksum == (int) otherChecksum;
    }
}
