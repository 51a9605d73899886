package dev.towpath.gateway.outbox;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of the outbox that waits.
///
/// @param seq its place in the order in which rows were written
/// @param id its name, unlike that of any other row anywhere
/// @param job the job's JSON; null when it is longer than may be
/// @param bytes how long the JSON is
/// @param waited how long ago it was written, by the database's clock
record Row(
        long seq, UUID id, @Nullable String job, long bytes, String traceParent, Duration waited) {}
