package dev.towpath.worker.core;

/// A submission that waits until a job of the same id has ended that was called off before it came
/// and runs yet. Until then its record is not settled.
record Behind(Partition partition, Arrival.Submitted arrival, long sequence, boolean express) {}
