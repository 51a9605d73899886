package dev.towpath.schemas.ledger;

import java.util.HashMap;
import java.util.Map;

/// What the ledger of one partition says of workers that died: whether the last owner left cleanly,
/// and how many died with which job. Only jobs with a crash, or that were about to begin, take
/// memory here.
public final class Crashes {
    private final Map<Id, Count> counts = new HashMap<>();
    private boolean owned;
    private boolean clean = true;

    private record Id(long high, long low) {}

    /// @param begun whether its handler was about to begin
    private record Count(int crashes, boolean begun) {}

    /// Whether the last owner did not say that it left.
    public boolean isUnclean() {
        return owned && !clean;
    }

    /// How many workers died with a job. An owner that did not say that it left died with all that
    /// were about to begin.
    public int of(long high, long low) {
        Count count = counts.isEmpty() ? null : counts.get(new Id(high, low));
        if (count == null) {
            return 0;
        }
        return count.crashes + (count.begun && isUnclean() ? 1 : 0);
    }

    /// Notes how many workers died with a job; 0 forgets it.
    public void note(long high, long low, int crashes) {
        put(high, low, new Count(crashes, false));
    }

    /// Takes the mark of a partition's owner.
    void owner(State state) {
        owned = true;
        clean = state == State.CLOSED;
    }

    /// Takes the mark of a job, with the crashes that it counts.
    void job(long high, long low, State state, int crashes) {
        put(high, low, new Count(state.isLive() ? crashes : 0, state == State.RUNNING));
    }

    boolean knows(long high, long low) {
        return counts.containsKey(new Id(high, low));
    }

    private void put(long high, long low, Count count) {
        if (count.crashes > 0 || count.begun) {
            counts.put(new Id(high, low), count);
        } else if (!counts.isEmpty()) {
            counts.remove(new Id(high, low));
        }
    }
}
