package dev.towpath.schemas.config;

/// How much of a backoff is left to chance, so that jobs that failed together do not come back
/// together.
public enum Jitter {
    /// Anything from nothing to the whole backoff.
    FULL,
    /// Anything from half of the backoff to the whole.
    HALF,
    /// Nothing.
    NONE
}
