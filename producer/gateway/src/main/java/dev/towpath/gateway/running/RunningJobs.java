package dev.towpath.gateway.running;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.presence.Presence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How far running jobs are by their handlers' own word, as the workers tell it each second.
public final class RunningJobs {
    /// Workers tell each second, so a picture that is so old has lost nothing that people notice.
    private static final long PICTURE_NANOS = 200_000_000;

    private final Supplier<List<Presence>> alive;
    private final LongSupplier nanos;
    private volatile Picture picture;

    private record Picture(long at, Map<String, Presence.Progress> byJob) {}

    /// @param alive the processes that are alive
    /// @param nanos as [System#nanoTime()]
    public RunningJobs(Supplier<List<Presence>> alive, LongSupplier nanos) {
        this.alive = alive;
        this.nanos = nanos;
        this.picture = look();
    }

    /// How far a job is.
    ///
    /// @param mark what the ledger says of it
    /// @return empty when nothing was said, or only by an attempt that the ledger knows to be over
    public Optional<Presence.Progress> find(JobId id, Optional<Mark> mark) {
        Picture now = picture;
        if (nanos.getAsLong() - now.at() >= PICTURE_NANOS) {
            now = look();
            picture = now;
        }
        return Optional.ofNullable(now.byJob().get(id.toString()))
                .filter(said -> mark.isEmpty() || runs(said, mark.get()));
    }

    private Picture look() {
        long at = nanos.getAsLong();
        Map<String, Presence.Progress> byJob = new HashMap<>();
        for (Presence one : alive.get()) {
            for (Presence.Progress said : one.progress()) {
                byJob.merge(said.job(), said, RunningJobs::later);
            }
        }
        return new Picture(at, byJob);
    }

    private static Presence.Progress later(Presence.Progress one, Presence.Progress other) {
        boolean older =
                one.generation() != other.generation()
                        ? one.generation() < other.generation()
                        : one.attempt() < other.attempt();
        return older ? other : one;
    }

    private static boolean runs(Presence.Progress said, Mark mark) {
        if (said.generation() != mark.generation()) {
            return said.generation() > mark.generation();
        }
        return !mark.state().isEnd()
                && (mark.state() != State.WAITING || said.attempt() > mark.attempt());
    }
}
