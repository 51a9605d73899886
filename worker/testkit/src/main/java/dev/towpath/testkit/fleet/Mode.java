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
    SAFETY(1_500, 200),
    /// Faults come, and a storm of rebalances, and heal; the same workers go on, as fast as they
    /// can. It is judged whether what must happen does in time: a fault that heals by itself, or a
    /// worker that is replaced, would hide what is stuck.
    LIVENESS(600, 60),
    /// Safety again, with whole workers: the engine's own shell, on a model of a broker.
    WHOLE(450, 200);

    private static final Duration TO_END = Duration.ofSeconds(60);
    private static final Duration TO_MOVE = Duration.ofSeconds(60);
    private static final Duration STORM_WINDOW = Duration.ofSeconds(30);
    private static final Duration A_FEW_POLLS = Duration.ofSeconds(10);

    private final int leastSteps;
    private final int leastJobs;

    Mode(int leastSteps, int leastJobs) {
        this.leastSteps = leastSteps;
        this.leastJobs = leastJobs;
    }

    /// By which a run is judged.
    public List<Guarantee> guarantees() {
        return switch (this) {
            case SAFETY, WHOLE -> Guarantee.all();
            case LIVENESS ->
                    List.of(
                            new EveryJobEndsInTime(TO_END),
                            new EveryPartitionMoves(TO_MOVE),
                            new ProgressInAStorm(STORM_WINDOW),
                            new UndecodableIsDeadSoon(A_FEW_POLLS));
        };
    }

    /// Whether the time of faults has been long enough.
    ///
    /// @param steps that it had
    /// @param jobs that were submitted in it
    boolean isEnough(int steps, int jobs) {
        return steps >= leastSteps && jobs >= leastJobs;
    }
}
