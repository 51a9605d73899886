package dev.towpath.testkit.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Threads of which one goes on at a time, with a time of their own: it passes only while all of
/// them wait, or as they take turns. Whose turn comes next chance says, so that the same seed gives
/// the same run.
///
/// Each thread gives up its turn where it waits, see [Host]. Nothing else about it is different:
/// the code that runs in it is the code that runs elsewhere. The threads are virtual ones, which
/// makes a change of turns cheap.
public final class Stage {
    /// At most so many nanoseconds pass with each turn.
    private static final int TURN_NANOS = 20_000;

    private final RandomGenerator random;
    private final List<Actor> ready = new ArrayList<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final Map<Thread, Actor> cast = new HashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private long nanos;
    private long order;
    private long waits;
    private @Nullable Actor director;
    private volatile boolean over;

    /// What is to happen at a time.
    private record Due(long at, long order, Runnable what) {}

    /// @param nanos the time at which it begins
    public Stage(RandomGenerator random, long nanos) {
        this.random = random;
        this.nanos = nanos;
    }

    /// Runs a play: the director says what happens, and when he has ended everybody is stopped
    /// where he is.
    ///
    /// @throws IllegalStateException when everybody waits for ever
    public void play(Runnable play) {
        Actor first = new Actor(this, null, "director", play);
        director = first;
        enter(first);
        ready.clear();
        first.goOn();
        try {
            first.thread.join();
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the play was interrupted", e);
        }
    }

    /// What threads have failed with.
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /// Nanoseconds, of whatever time it began with.
    public long nanos() {
        return nanos;
    }

    /// Has something done at a time from now, by whoever's turn it is then. It must not wait.
    public void after(long nanosFromNow, Runnable what) {
        due.add(new Due(nanos + nanosFromNow, ++order, what));
    }

    /// For the director: lets the others go on for so long.
    public void pass(long nanosFromNow) {
        sleep(present(), nanosFromNow);
    }

    /// For the director: so much time passes at once, in which nobody does anything.
    public void leap(long nanosFromNow) {
        nanos += nanosFromNow;
    }

    RandomGenerator random() {
        return random;
    }

    boolean isOver() {
        return over;
    }

    /// Whoever still does something when the play is over is stopped.
    void checkOn() {
        if (over) {
            throw new Halted();
        }
    }

    /// Whose turn it is.
    Actor present() {
        checkOn();
        Actor actor = cast.get(Thread.currentThread());
        if (actor == null) {
            throw new IllegalStateException(Thread.currentThread() + " is not of the play");
        }
        return actor;
    }

    Actor of(Thread thread) {
        Actor actor = cast.get(thread);
        if (actor == null) {
            throw new IllegalStateException(thread + " is not of the play");
        }
        return actor;
    }

    /// Whether a thread has entered and not yet ended.
    boolean knows(Thread thread) {
        return cast.containsKey(thread);
    }

    Actor enter(Actor actor) {
        cast.put(actor.thread, actor);
        actor.thread.start();
        ready.add(actor);
        return actor;
    }

    /// Ends the wait of an actor, if he waits.
    void wake(Actor actor) {
        if (actor.waits) {
            actor.waits = false;
            actor.wait = 0;
            ready.add(actor);
        }
    }

    /// Lets others have a turn.
    void giveWay(Actor self) {
        ready.add(self);
        next(self);
    }

    /// Waits until it is woken, at most so long.
    void sleep(Actor self, long atMostNanos) {
        self.waits = true;
        self.wait = ++waits;
        long wait = self.wait;
        after(
                atMostNanos,
                () -> {
                    if (self.wait == wait) {
                        wake(self);
                    }
                });
        next(self);
    }

    void failed(Actor actor, Throwable failure) {
        failures.add(new IllegalStateException(actor.name + " failed: " + failure, failure));
    }

    /// An actor has come to his end.
    void leave(Actor actor) {
        cast.remove(actor.thread);
        if (actor != director) {
            choose().goOn();
        }
    }

    private void next(Actor self) {
        Actor next = choose();
        if (next != self) {
            next.goOn();
            self.awaitTurn();
        }
    }

    private Actor choose() {
        nanos += random.nextInt(TURN_NANOS);
        while (true) {
            while (!due.isEmpty() && due.peek().at <= nanos) {
                due.remove().what.run();
            }
            while (!ready.isEmpty()) {
                Actor actor = draw();
                Host host = actor.host;
                if (host == null || host.isUp()) {
                    return actor;
                }
                if (!host.isDead()) {
                    // He goes on when his host does.
                    due.add(new Due(host.frozenUntil(), ++order, () -> ready.add(actor)));
                }
            }
            if (due.isEmpty()) {
                throw new IllegalStateException("everybody waits for ever");
            }
            nanos = Math.max(nanos, due.peek().at);
        }
    }

    private Actor draw() {
        int at = random.nextInt(ready.size());
        Actor drawn = ready.get(at);
        ready.set(at, ready.getLast());
        ready.removeLast();
        return drawn;
    }

    /// Whoever is still there ends where he waits; nothing that he does then counts.
    private void stop() throws InterruptedException {
        over = true;
        ArrayDeque<Actor> left = new ArrayDeque<>(cast.values());
        while (!left.isEmpty()) {
            Actor actor = left.remove();
            actor.goOn();
            actor.thread.join();
        }
    }
}
