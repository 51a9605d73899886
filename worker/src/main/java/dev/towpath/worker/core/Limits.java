package dev.towpath.worker.core;

/// The bounds that the core keeps.
///
/// @param maxInFlight jobs that run at once
/// @param maxInFlightBytes of records whose jobs run at once
/// @param bufferJobs unsettled jobs a partition, above which it is paused
/// @param bufferBytes of records a partition that are unsettled or whose results are not durable
///     yet,
///     above which it is paused
/// @param maxUnflushed results that are not durable yet, above which nothing new starts, and a
///     partition with so many of its own is paused
/// @param timeoutGraceMillis between the interrupt and giving the handler up
public record Limits(
        int maxInFlight,
        long maxInFlightBytes,
        int bufferJobs,
        long bufferBytes,
        int maxUnflushed,
        long timeoutGraceMillis) {
    /// Offsets a partition may be ahead of its frontier before it is paused.
    static final int MAX_SPAN = 1 << 20;
}
