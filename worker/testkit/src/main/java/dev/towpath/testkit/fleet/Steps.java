package dev.towpath.testkit.fleet;

import java.util.BitSet;
import java.util.Optional;

/// The steps of a run that are taken: all of them, or those that are kept of one that was
/// shortened.
final class Steps {
    private final Optional<BitSet> kept;

    private Steps(Optional<BitSet> kept) {
        this.kept = kept;
    }

    /// As many as a run has.
    static Steps all() {
        return new Steps(Optional.empty());
    }

    static Steps of(BitSet kept) {
        return new Steps(Optional.of((BitSet) kept.clone()));
    }

    /// The first step from a number on, -1 when there is no other.
    ///
    /// @param enough whether a run that is not shortened has been long enough
    int from(int number, boolean enough) {
        return kept.map(some -> some.nextSetBit(number)).orElse(enough ? -1 : number);
    }
}
