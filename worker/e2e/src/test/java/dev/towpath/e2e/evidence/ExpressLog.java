package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import java.util.ArrayList;
import java.util.List;

/// Reads a partition of an express topic: copies that came off the ladder, and cancels.
final class ExpressLog {
    private ExpressLog() {}

    /// Its name in histories, which is not that of the jobs partition beside it.
    static String name(String queue, int partition) {
        return "express " + queue + "_" + partition;
    }

    /// Each at the beginning of the millisecond in which it came.
    static List<Sighting> read(String partition, List<Entry> entries) {
        List<Sighting> sightings = new ArrayList<>();
        for (Entry entry : entries) {
            byte[] cancel = entry.header(Cancel.HEADER);
            Event event =
                    cancel == null
                            ? job(partition, entry)
                            : asked(partition, entry, Cancel.decode(cancel));
            sightings.add(new Sighting(entry.millis() * 1_000, event));
        }
        return sightings;
    }

    private static Event job(String partition, Entry entry) {
        JobEnvelope envelope = Word.envelope(entry);
        if (envelope == null) {
            return new Event.Foreign(partition, entry.offset(), Digest.of(entry));
        }
        return new Event.OnExpress(
                partition,
                entry.offset(),
                LadderLog.copy(entry, envelope),
                Word.job(entry),
                envelope.generation(),
                envelope.hop(),
                Word.nonce(envelope),
                Digest.of(entry));
    }

    /// What is stored is obeyed, however it was answered.
    private static Event asked(String partition, Entry entry, Cancel cancel) {
        return new Event.CancelAsked(
                Event.Answer.ACCEPTED,
                Word.job(entry),
                cancel.client(),
                cancel.askedAt(),
                cancel.jobsEnd(),
                "",
                partition,
                entry.offset());
    }
}
