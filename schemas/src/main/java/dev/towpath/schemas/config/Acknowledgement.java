package dev.towpath.schemas.config;

/// What an endpoint has to answer for a job to count as done.
public enum Acknowledgement {
    /// A signed outcome; whatever else it answers, the job is not done.
    SIGNED,
    /// Any status of 200 to 299.
    NONE
}
