package dev.towpath.console.filter;

/// What a filter looks at: a dead letter, or a record of a queue's log.
///
/// @param time of death, or of the record; milliseconds since 1970
/// @param code the error code of a dead letter, empty otherwise
/// @param fingerprint of a dead letter's cause, empty otherwise
public record Subject(
        JobFacts facts,
        String queue,
        int partition,
        long offset,
        long time,
        String code,
        String fingerprint) {}
