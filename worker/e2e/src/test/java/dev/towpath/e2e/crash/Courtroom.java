package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.evidence.Evidence;
import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.testkit.History;

/// Where a run is judged.
final class Courtroom {
    private Courtroom() {}

    /// Fails with everything that a run, now at rest and without workers, has broken.
    static History judged(Fleet fleet, Traffic traffic, long seed) throws Exception {
        Evidence evidence = fleet.evidence(traffic);
        assertThat(evidence.lateWrites()).as("seed %d, late writes", seed).isEmpty();
        History history = fleet.history(evidence);
        assertThat(Judges.complaints(history)).as("seed %d", seed).isEmpty();
        return history;
    }
}
