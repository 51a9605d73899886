package dev.towpath.schemas.config;

/// What an API key may do.
public enum Scope {
    /// Submit jobs.
    SUBMIT,
    /// Ask what has become of the client's own jobs.
    READ
}
