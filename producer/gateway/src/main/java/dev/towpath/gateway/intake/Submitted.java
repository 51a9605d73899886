package dev.towpath.gateway.intake;

import dev.towpath.producer.Receipt;
import dev.towpath.schemas.id.JobId;
import java.util.concurrent.CompletableFuture;

/// A job that was handed to Kafka, or that need not be because it is done already.
///
/// @param duplicate whether the same was submitted before, within the window of its dedup key
/// @param receipt Kafka's answer; already there for a job that is done
public record Submitted(JobId id, boolean duplicate, CompletableFuture<Receipt> receipt) {}
