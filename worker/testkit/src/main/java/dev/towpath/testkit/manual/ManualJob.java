package dev.towpath.testkit.manual;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What has become of one job of a [ManualWorker]: it always tells the present.
public final class ManualJob {
    private final JobId id;
    private @Nullable Mark mark;

    ManualJob(JobId id) {
        this.id = id;
    }

    public JobId id() {
        return id;
    }

    /// [State#LIVE] before anything is settled of it.
    public State state() {
        return mark == null ? State.LIVE : mark.state();
    }

    /// Attempts that were made, in the generation that it is in.
    public int attempts() {
        return mark == null ? 0 : mark.attempt();
    }

    public int generation() {
        return mark == null ? 0 : mark.generation();
    }

    /// Why it is dead, or waits; empty when there is nothing to say.
    public String reason() {
        return mark == null ? "" : mark.reason();
    }

    /// The error code that goes with it, such as `TP-3001`; empty for none.
    public String code() {
        return mark == null ? "" : mark.code();
    }

    /// When it runs again, while it waits.
    public Optional<Instant> dueAt() {
        return mark == null || mark.dueAt() == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(mark.dueAt()));
    }

    void marked(Mark newer) {
        mark = newer;
    }

    @Override
    public String toString() {
        return id + " is " + state().word() + (reason().isEmpty() ? "" : ": " + reason());
    }
}
