package dev.towpath.testkit.fleet;

import dev.towpath.testkit.EveryJobEndsInTime;
import dev.towpath.testkit.EveryPartitionMoves;
import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.ProgressInAStorm;
import dev.towpath.testkit.UndecodableIsDeadSoon;
import java.time.Duration;
import java.util.List;

/// What a run is for.
public enum Mode {
    /// Anything may happen at any time; in the end new workers take over. It is judged whether
    /// something happened that must not.
    SAFETY(Guarantee.all(), 1_500, 200),
    /// Faults come, and a storm of rebalances, and heal; the same workers go on, as fast as they
    /// can. It is judged whether what must happen does in time: a fault that heals by itself, or a
    /// worker that is replaced, would hide what is stuck.
    LIVENESS(
            List.of(
                    new EveryJobEndsInTime(Duration.ofSeconds(60)),
                    new EveryPartitionMoves(Duration.ofSeconds(60)),
                    new ProgressInAStorm(Duration.ofSeconds(30)),
                    new UndecodableIsDeadSoon(Duration.ofSeconds(10))),
            600,
            60);

    private final List<Guarantee> guarantees;
    private final int leastSteps;
    private final int leastJobs;

    Mode(List<Guarantee> guarantees, int leastSteps, int leastJobs) {
        this.guarantees = guarantees;
        this.leastSteps = leastSteps;
        this.leastJobs = leastJobs;
    }

    /// By which a run is judged.
    public List<Guarantee> guarantees() {
        return guarantees;
    }

    /// The time of faults has as many steps as this, and more until there are as many jobs as
    /// [#leastJobs].
    int leastSteps() {
        return leastSteps;
    }

    int leastJobs() {
        return leastJobs;
    }
}
