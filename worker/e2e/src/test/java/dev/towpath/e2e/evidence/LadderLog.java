package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads all rungs of the ladder. A copy that climbs down is one copy: it keeps its due time.
final class LadderLog {
    private final Word word;

    LadderLog(Word word) {
        this.word = word;
    }

    /// Each copy when it came onto the ladder, and before it the submission when it is one.
    ///
    /// @param entries of all rungs, in any order
    List<Sighting> read(List<Entry> entries) {
        List<Sighting> sightings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingLong(Entry::millis));
        for (Entry entry : ordered) {
            JobEnvelope envelope = Word.envelope(entry);
            if (envelope == null || !seen.add(copy(entry, envelope))) {
                continue;
            }
            long micros = entry.millis() * 1_000;
            String job = Word.job(entry);
            if (envelope.hop() == 0) {
                String partition = job.substring(0, job.lastIndexOf('_'));
                sightings.add(new Sighting(micros, word.submitted(partition, -1, entry, envelope)));
            }
            sightings.add(
                    new Sighting(
                            micros,
                            new Event.OnLadder(
                                    copy(entry, envelope),
                                    job,
                                    envelope.generation(),
                                    envelope.hop(),
                                    envelope.attempt(),
                                    Word.nonce(envelope),
                                    due(entry, envelope))));
        }
        return sightings;
    }

    /// What tells a copy from all others.
    static String copy(Entry entry, JobEnvelope envelope) {
        return String.join(
                " ",
                Word.job(entry),
                Integer.toString(envelope.generation()),
                Integer.toString(envelope.hop()),
                Word.nonce(envelope),
                Long.toString(due(entry, envelope)));
    }

    private static long due(Entry entry, JobEnvelope envelope) {
        return envelope.has(JobEnvelope.RELATIVE)
                ? entry.millis() + envelope.dueAt()
                : envelope.dueAt();
    }
}
