package dev.towpath.schemas.config;

/// In which order the jobs of a type run.
public enum Order {
    /// Any order, side by side.
    NONE,
    /// One job of a group at a time, in the order of the jobs log; jobs without a group side by
    /// side.
    GROUP,
    /// As [#GROUP], and a job that is tried again holds its group until it has ended.
    STRICT
}
