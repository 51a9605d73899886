package dev.towpath.e2e.proxy;

/// A place in a worker's dealings with Kafka, as it shows on the wire. `SENT`: the request is here
/// and the broker has not got it. `STORED`: the broker has answered, and the worker has not heard
/// it.
public enum WireStep {
    /// A member of the group says that it lives.
    HEARTBEAT_SENT,
    /// A transactional producer introduces itself.
    PRODUCER_MADE,
    OFFSETS_SENT,
    OFFSETS_STORED,
    MARKS_SENT,
    MARKS_STORED,
    LETTERS_SENT,
    LETTERS_STORED,
    COMMIT_SENT,
    /// The broker has committed, for certain.
    COMMIT_STORED
}
