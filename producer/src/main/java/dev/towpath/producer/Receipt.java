package dev.towpath.producer;

import dev.towpath.schemas.id.JobId;

/// Kafka's word that a job is stored on all replicas in sync.
///
/// @param id the job's id, which also names its queue
/// @param partition the partition of the queue's topic; of the rung of the ladder for a job that is
///     due later
/// @param offset the record's offset there
public record Receipt(JobId id, int partition, long offset) {}
