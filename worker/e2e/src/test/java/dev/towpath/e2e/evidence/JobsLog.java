package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import java.util.ArrayList;
import java.util.List;

/// Reads a partition of the jobs topic: what was submitted, and what is no job.
final class JobsLog {
    private final Word word;

    JobsLog(Word word) {
        this.word = word;
    }

    /// Each at the beginning of the millisecond in which it came: nobody can have read it before.
    List<Sighting> read(String partition, List<Entry> entries) {
        List<Sighting> sightings = new ArrayList<>();
        for (Entry entry : entries) {
            JobEnvelope envelope = Word.envelope(entry);
            Event event =
                    envelope == null
                            ? new Event.Foreign(partition, entry.offset(), Digest.of(entry))
                            : word.submitted(partition, entry.offset(), entry, envelope);
            sightings.add(new Sighting(entry.millis() * 1_000, event));
        }
        return sightings;
    }
}
