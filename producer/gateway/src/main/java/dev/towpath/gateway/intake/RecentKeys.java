package dev.towpath.gateway.intake;

import dev.towpath.schemas.id.JobId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// The jobs with dedup key that this gateway lately put on Kafka, and their payloads' checksums:
/// tells of a repeat before any worker has. Bounded; the oldest go first. Safe for use by many
/// threads.
final class RecentKeys {
    private static final int MOST = 65_536;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final SequencedMap<JobId, Entry> entries = new LinkedHashMap<>();

    private record Entry(long checksum, long until) {}

    RecentKeys(InstantSource clock) {
        this.clock = clock;
    }

    /// Kafka has a job.
    ///
    /// @param windowMillis for how long its dedup key takes effect
    synchronized void stored(JobId id, long checksum, long windowMillis) {
        long until = clock.millis() + Math.min(windowMillis, KEPT.toMillis());
        entries.putLast(id, new Entry(checksum, until));
        if (entries.size() > MOST) {
            entries.pollFirstEntry();
        }
    }

    /// The checksum of the payload that the job was stored with; empty when it was not lately.
    synchronized OptionalLong checksum(JobId id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.until() < clock.millis()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(entry.checksum());
    }
}
