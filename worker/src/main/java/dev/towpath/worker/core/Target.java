package dev.towpath.worker.core;

/// What the handlers of some types depend on, and how many of their jobs may run.
final class Target {
    private final int most;
    private int now;
    private int inFlight;

    /// @param most jobs that may run
    Target(int most) {
        this.most = most;
        this.now = most;
    }

    /// A target that nobody named.
    static Target none() {
        return new Target(Integer.MAX_VALUE);
    }

    boolean hasRoom() {
        return inFlight < now;
    }

    /// So many may run, to see whether it is back.
    void probe(int jobs) {
        now = Math.min(most, jobs);
    }

    void recovered() {
        now = most;
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }
}
