package dev.towpath.testkit.stage;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that goes on when it is its turn.
final class Actor {
    final String name;
    final @Nullable Host host;
    final Thread thread;
    private final Stage stage;

    /// Whether it waits for a time or for a permit; else it waits for its turn alone.
    boolean waits;

    boolean permit;
    boolean interrupted;

    /// Of its present wait: a wake-up of an earlier one is none.
    long wait;

    private volatile boolean turn;

    Actor(Stage stage, @Nullable Host host, String name, Runnable work) {
        this.stage = stage;
        this.host = host;
        this.name = name;
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(work));
    }

    /// Gives it its turn.
    void goOn() {
        turn = true;
        LockSupport.unpark(thread);
    }

    /// For its own thread: waits for its turn.
    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
            // Else the next park would not wait.
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }
        turn = false;
        if (stage.isOver()) {
            throw new Halted();
        }
    }

    private void run(Runnable work) {
        try {
            awaitTurn();
            work.run();
        } catch (Halted e) {
            return;
        } catch (RuntimeException | Error e) {
            if (!stage.isOver()) {
                stage.failed(this, e);
            }
        }
        if (!stage.isOver()) {
            stage.leave(this);
        }
    }
}
