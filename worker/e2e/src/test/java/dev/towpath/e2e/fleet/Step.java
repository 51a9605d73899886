package dev.towpath.e2e.fleet;

import dev.towpath.e2e.proxy.WireStep;

/// A place in a worker's work at which something can be done to it. The worker waits there until
/// the [Nemesis] has answered.
public enum Step {
    /// A handler has begun and has done nothing yet.
    ATTEMPT_STARTED,
    /// The sink has an effect, and the handler has not heard it.
    EFFECT_WRITTEN,
    /// A handler is about to return or to throw.
    ATTEMPT_ENDED,
    /// From here on as the steps of the same names in [WireStep].
    HEARTBEAT_SENT,
    PRODUCER_MADE,
    OFFSETS_SENT,
    OFFSETS_STORED,
    MARKS_SENT,
    MARKS_STORED,
    LETTERS_SENT,
    LETTERS_STORED,
    COMMIT_SENT,
    COMMIT_STORED;

    static Step of(WireStep step) {
        return valueOf(step.name());
    }
}
