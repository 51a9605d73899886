package dev.towpath.testkit.fleet;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// The ladder and its movers: keeps copies until they are due by the cluster's clock, then appends
/// them to express, in any order among those that are due. A mover that crashed before its commit
/// leaves a successor that moves again what was moved, much later perhaps; and now and then there
/// is none for a while.
final class Ladder {
    private static final long REPEATED_MILLIS = 9 * 60_000;
    private static final int REMEMBERED = 60;

    private final History history;
    private final Cluster cluster;
    private final RandomGenerator random;
    private final List<Copy> climbing = new ArrayList<>();
    private final List<Copy> moved = new ArrayList<>();
    private long awayUntil;
    private int copies;

    private record Copy(String name, Line line, long dueAt) {}

    Ladder(History history, Cluster cluster, RandomGenerator random) {
        this.history = history;
        this.cluster = cluster;
        this.random = random;
    }

    /// A copy is appended: its delay counts from now.
    void store(Line line, long delayMillis, long now) {
        Copy copy = new Copy("c" + ++copies, line, now + delayMillis);
        JobEnvelope envelope = line.envelope();
        history.add(
                new Event.OnLadder(
                        copy.name,
                        line.job().job(),
                        envelope.generation(),
                        envelope.hop(),
                        envelope.attempt(),
                        line.job().submission(),
                        copy.dueAt));
        climbing.add(copy);
    }

    /// A mover does one thing, or nothing.
    void goOn(long now) {
        if (now < awayUntil) {
            return;
        }
        int dice = random.nextInt(200);
        if (dice == 0) {
            awayUntil = now + random.nextInt(90_000);
        } else if (dice < 12) {
            moveAgain(now);
        } else {
            move(now);
        }
    }

    /// Some job that waits here.
    Optional<Line> any() {
        return climbing.isEmpty()
                ? Optional.empty()
                : Optional.of(climbing.get(random.nextInt(climbing.size())).line);
    }

    /// Moves all that is due, once.
    void moveAll(long now) {
        while (hasDue(now)) {
            move(now);
        }
    }

    /// Moves what is due until then, each when it is, while everybody else stands still.
    void moveUntil(long until, long from) {
        for (long due = nextDue().orElse(until + 1);
                due <= until;
                due = nextDue().orElse(until + 1)) {
            moveAll(Math.max(due, from));
        }
    }

    boolean hasDue(long now) {
        return climbing.stream().anyMatch(copy -> copy.dueAt <= now);
    }

    /// When the next copy is due; empty when there is none.
    OptionalLong nextDue() {
        return climbing.stream().mapToLong(Copy::dueAt).min();
    }

    private void move(long now) {
        List<Copy> due =
                climbing.stream()
                        .filter(copy -> copy.dueAt <= now)
                        .sorted(Comparator.comparingLong(Copy::dueAt))
                        .toList();
        if (due.isEmpty()) {
            return;
        }
        Copy copy = due.get(random.nextInt(Math.min(due.size(), 5)));
        climbing.remove(copy);
        moved.add(copy);
        if (moved.size() > REMEMBERED) {
            moved.removeFirst();
        }
        append(copy, now);
    }

    private void moveAgain(long now) {
        moved.removeIf(copy -> now - copy.dueAt > REPEATED_MILLIS);
        if (!moved.isEmpty()) {
            append(moved.get(random.nextInt(moved.size())), now);
        }
    }

    private void append(Copy copy, long now) {
        Line due = copy.line.with(copy.line.envelope().dueAt(copy.dueAt));
        int gap = random.nextInt(15) == 0 ? 1 + random.nextInt(3) : 0;
        Line placed = cluster.at(due.place()).express.append(due, gap, now);
        history.add(
                new Event.OnExpress(
                        placed.log(),
                        placed.offset(),
                        copy.name,
                        placed.job().job(),
                        placed.envelope().generation(),
                        placed.envelope().hop(),
                        placed.job().submission(),
                        placed.record()));
    }
}
