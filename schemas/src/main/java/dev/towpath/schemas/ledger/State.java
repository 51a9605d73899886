package dev.towpath.schemas.ledger;

/// What has become of a job, as the ledger says it. The numbers are on the wire and never change.
public enum State {
    /// Waiting or running in this worker. Only in memory, never on the ledger.
    LIVE(0, "live"),
    DONE(1, "done"),
    DEAD(2, "dead"),
    CANCELLED(3, "cancelled"),
    SUPERSEDED(4, "superseded"),
    EXPIRED(5, "expired"),
    /// The dedup key came again with another payload.
    CONFLICT(6, "conflict"),
    /// Put back: a copy with the mark's hop is on the ladder or on its way from there.
    WAITING(10, "waiting"),
    /// Still in its place: its handler was about to begin, in a worker that may have died with it.
    RUNNING(11, "running"),
    /// Still in its place: the mark says how many attempts were made and how far it got.
    NOTED(12, "running"),
    /// A client wants the job not to be run any more; under a key of its own.
    ASKED(13, "cancelling"),
    /// A worker owns the partition. The mark's ledger offset is its owner epoch.
    OPENED(20, "opened"),
    /// The owner left cleanly.
    CLOSED(21, "closed");

    private static final State[] BY_NUMBER = new State[32];

    static {
        for (State state : values()) {
            BY_NUMBER[state.number] = state;
        }
    }

    private final int number;
    private final String word;

    State(int number, String word) {
        this.number = number;
        this.word = word;
    }

    public int number() {
        return number;
    }

    /// The word that users see.
    public String word() {
        return word;
    }

    /// @throws IllegalArgumentException when no state has the number
    public static State of(int number) {
        if (number < 0 || number >= BY_NUMBER.length || BY_NUMBER[number] == null) {
            throw new IllegalArgumentException("no state has the number " + number);
        }
        return BY_NUMBER[number];
    }

    /// Whether it is the end of a job.
    public boolean isEnd() {
        return number >= DONE.number && number <= CONFLICT.number;
    }

    /// Whether it is to be run yet, or runs.
    public boolean isLive() {
        return this == LIVE || this == WAITING || this == RUNNING || this == NOTED;
    }

    /// Whether a new submission under the same dedup key runs again, window or not.
    public boolean permitsResubmission() {
        return this == DEAD || this == CANCELLED || this == EXPIRED;
    }
}
