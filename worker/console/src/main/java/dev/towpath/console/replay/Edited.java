package dev.towpath.console.replay;

/// A payload that somebody put in place of a job's own.
///
/// @param checksum of its canonical JSON
@SuppressWarnings("ArrayRecordComponent")
public record Edited(byte[] payload, long checksum) {}
