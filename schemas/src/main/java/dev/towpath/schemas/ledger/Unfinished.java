package dev.towpath.schemas.ledger;

import java.util.HashMap;
import java.util.Map;

/// What the ledger of one partition says of jobs that have not ended, beyond what the table holds:
/// attempts that were made in their place, how far they got, how many workers died with them; which
/// are not to be run any more; and whether the last owner left cleanly. Only jobs of which there is
/// something to say take memory.
public final class Unfinished {
    private static final Note NOTHING = new Note(0, 0, "");

    private final Map<Id, Note> notes = new HashMap<>();
    private final Map<Id, Boolean> begun = new HashMap<>();
    private final Cancels cancels = new Cancels();
    private boolean owned;
    private boolean clean = true;

    private record Id(long high, long low) {}

    /// What there is to say of a job.
    ///
    /// @param attempts that were made in its place
    /// @param crashes how many workers died with it
    /// @param cursor how far it got by its own word, empty for none
    public record Note(int attempts, int crashes, String cursor) {}

    public Cancels cancels() {
        return cancels;
    }

    /// Whether the last owner did not say that it left.
    public boolean isUnclean() {
        return owned && !clean;
    }

    /// What there is to say of a job. An owner that did not say that it left died with all that
    /// were about to begin.
    public Note of(long high, long low) {
        if (notes.isEmpty()) {
            return NOTHING;
        }
        Id id = new Id(high, low);
        Note note = notes.getOrDefault(id, NOTHING);
        return begun.containsKey(id) && isUnclean()
                ? new Note(note.attempts, note.crashes + 1, note.cursor)
                : note;
    }

    public void note(long high, long low, Note note) {
        Id id = new Id(high, low);
        begun.remove(id);
        if (note.equals(NOTHING)) {
            notes.remove(id);
        } else {
            notes.put(id, note);
        }
    }

    /// The job has ended.
    public void forget(long high, long low) {
        if (!notes.isEmpty()) {
            note(high, low, NOTHING);
        }
    }

    boolean isEmpty() {
        return notes.isEmpty();
    }

    /// Takes the mark of a partition's owner.
    void owner(State state) {
        owned = true;
        clean = state == State.CLOSED;
    }

    /// Takes the mark of a job that has not ended.
    void take(long high, long low, Mark mark) {
        // The copy of a job that was put back carries its attempts itself.
        int attempts = mark.state() == State.WAITING ? 0 : mark.attempt();
        Note note = new Note(attempts, mark.crashes(), mark.cursor());
        note(high, low, note);
        if (mark.state() == State.RUNNING) {
            notes.put(new Id(high, low), note);
            begun.put(new Id(high, low), true);
        }
    }
}
