package dev.towpath.testkit.stage;

import dev.towpath.worker.thread.Threads;
import java.util.concurrent.TimeUnit;

/// A process of a play: its threads, which die and stand still together.
public final class Host implements Threads {
    /// A thread that parks for a time may come back that much later.
    private static final long MOST_LATE = TimeUnit.MILLISECONDS.toNanos(30);

    private final Stage stage;
    private final String name;
    private boolean dead;
    private long frozenUntil;

    public Host(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
    }

    /// Ends it as `kill -9` does: nothing of it ever goes on.
    public void kill() {
        dead = true;
    }

    /// Stops it as SIGSTOP does, for so long.
    public void freeze(long nanos) {
        frozenUntil = Math.max(frozenUntil, stage.nanos() + nanos);
    }

    public boolean isDead() {
        return dead;
    }

    /// Whether a thread has not ended yet.
    public boolean runs(Thread thread) {
        return stage.knows(thread);
    }

    /// Whether nothing is heard of it now.
    public boolean isSilent() {
        return !isUp();
    }

    boolean isUp() {
        return !dead && frozenUntil <= stage.nanos();
    }

    /// In the time of the stage.
    public long frozenUntil() {
        return frozenUntil;
    }

    /// Waits for so long, whatever wakes it.
    public void await(long nanosFromNow) {
        long until = stage.nanos() + nanosFromNow;
        Actor self = stage.present();
        for (long left = nanosFromNow; left > 0; left = until - stage.nanos()) {
            stage.sleep(self, left);
        }
    }

    /// Gives others a turn now and then, as work that takes a while does.
    public void work() {
        Actor self = stage.present();
        if (stage.random().nextInt(4) == 0) {
            stage.giveWay(self);
        }
    }

    @Override
    public Thread start(String thread, Runnable work) {
        stage.checkOn();
        return stage.enter(new Actor(stage, this, name + " " + thread, work)).thread;
    }

    @Override
    public Thread startVirtual(String thread, Runnable work) {
        return start(thread, work);
    }

    @Override
    public void interrupt(Thread thread) {
        stage.checkOn();
        if (stage.knows(thread)) {
            Actor actor = stage.of(thread);
            actor.interrupted = true;
            stage.wake(actor);
        }
    }

    @Override
    public void join(Thread thread, long millis) throws InterruptedException {
        long until = stage.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (stage.knows(thread) && stage.nanos() < until) {
            sleep(1);
        }
    }

    @Override
    public void park(long nanos) {
        Actor self = stage.present();
        if (self.permit || self.interrupted) {
            self.permit = false;
            stage.giveWay(self);
            return;
        }
        stage.sleep(self, nanos + stage.random().nextLong(MOST_LATE));
        self.permit = false;
    }

    @Override
    public void unpark(Thread thread) {
        stage.checkOn();
        if (stage.knows(thread)) {
            Actor actor = stage.of(thread);
            actor.permit = true;
            stage.wake(actor);
        }
    }

    @Override
    public void sleep(long millis) throws InterruptedException {
        Actor self = stage.present();
        long until = stage.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = until - stage.nanos(); left > 0; left = until - stage.nanos()) {
            if (self.interrupted) {
                self.interrupted = false;
                throw new InterruptedException("interrupted in the play");
            }
            stage.sleep(self, left);
        }
    }

    @Override
    public long nanos() {
        stage.checkOn();
        return stage.nanos();
    }
}
