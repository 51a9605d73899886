package dev.towpath.console.why;

import dev.towpath.console.topic.Place;
import dev.towpath.schemas.wire.JobEnvelope;

/// The record by which a job waits.
///
/// @param dueAt when it is due, milliseconds since 1970; 0 for at once
/// @param before how many records of its partition are not settled before it, at most
public record Found(
        Place place, Where where, JobEnvelope envelope, String type, long dueAt, long before) {
    /// What kind of topic it lies in.
    public enum Where {
        JOBS,
        EXPRESS,
        LADDER
    }
}
