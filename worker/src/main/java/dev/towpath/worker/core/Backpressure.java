package dev.towpath.worker.core;

/// Stops the fetching of a partition that has as much in memory as it may, and lets it go on.
final class Backpressure {
    private final Limits limits;
    private final Wanted wanted;

    Backpressure(Limits limits, Wanted wanted) {
        this.limits = limits;
        this.wanted = wanted;
    }

    void pauseIfFull(Partition partition) {
        if (!partition.paused && partition.mustPause(limits)) {
            partition.paused = true;
            wanted.add(new Effect.Pause(partition.place, false));
        }
        if (!partition.expressPaused && partition.mustPauseExpress(limits)) {
            partition.expressPaused = true;
            wanted.add(new Effect.Pause(partition.place, true));
        }
    }

    void resumeIfRoom(Partition partition) {
        if (partition.paused && partition.mayResume(limits)) {
            partition.paused = false;
            wanted.add(new Effect.Resume(partition.place, false));
        }
        if (partition.expressPaused && partition.mayResumeExpress(limits)) {
            partition.expressPaused = false;
            wanted.add(new Effect.Resume(partition.place, true));
        }
    }
}
