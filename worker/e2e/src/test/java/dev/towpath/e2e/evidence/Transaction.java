package dev.towpath.e2e.evidence;

import dev.towpath.testkit.Event;
import java.util.ArrayList;
import java.util.List;

/// What became visible at one moment: the dead letters, marks and offsets of one flush.
final class Transaction {
    static final long NO_OFFSETS = -1;

    private final List<Event> letters = new ArrayList<>();
    private final List<Event> marks = new ArrayList<>();
    private final List<Event> commits = new ArrayList<>();
    private long lastMillis;

    /// Where its end lies in the log of the offsets; [#NO_OFFSETS] when it committed none.
    private long place = NO_OFFSETS;

    void letter(Entry entry, Event event) {
        letters.add(event);
        lastMillis = Math.max(lastMillis, entry.millis());
    }

    void mark(Entry entry, Event event) {
        marks.add(event);
        lastMillis = Math.max(lastMillis, entry.millis());
    }

    void commit(Entry entry, Event event) {
        commits.add(event);
        lastMillis = Math.max(lastMillis, entry.millis());
        place = entry.visibleAt();
    }

    long place() {
        return place;
    }

    /// The end of the millisecond in which its last record came, in microseconds: everything that
    /// led to it was before.
    long micros() {
        return (lastMillis + 1) * 1_000;
    }

    /// Its events, all at once: what it says of a job before the offset that passes the job.
    List<Sighting> sightings(long micros) {
        List<Sighting> sightings = new ArrayList<>();
        for (List<Event> part : List.of(letters, marks, commits)) {
            part.forEach(event -> sightings.add(new Sighting(micros, event)));
        }
        return sightings;
    }
}
