package dev.towpath.e2e.crash;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Nemesis;
import dev.towpath.e2e.fleet.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Strikes one worker once: at the first step of a kind that it comes to after so many of its
/// attempts have ended.
final class Strike implements Nemesis {
    private final Fleet fleet;
    private final String victim;
    private final Step step;
    private final int attempts;
    private final Deed deed;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean healed = new AtomicBoolean();
    private final CountDownLatch struck = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /// What is done to the worker.
    enum Deed {
        /// It is killed, and what it had under way is lost.
        KILL,
        /// It is frozen, and what it had under way is held until [#release()].
        FREEZE,
        /// It lives, but this step of its flushes, the request or the answer, gets lost each time
        /// until it makes a new producer.
        SILENCE,
        /// It lives and works on, but its group does not hear of it until [#release()].
        CUT_OFF
    }

    Strike(Fleet fleet, String victim, Step step, int attempts, Deed deed) {
        this.fleet = fleet;
        this.victim = victim;
        this.step = step;
        this.attempts = attempts;
        this.deed = deed;
    }

    /// Waits until it has struck.
    ///
    /// @return whether it has, in time
    boolean await(Duration within) throws InterruptedException {
        return struck.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Lets go what a frozen worker had under way, and then the worker; has the group hear one that
    /// was cut off.
    void release() throws IOException, InterruptedException {
        released.countDown();
        if (deed == Deed.FREEZE) {
            fleet.thaw(victim);
        }
    }

    @Override
    public boolean at(String worker, Step reached, int count) throws InterruptedException {
        if (!worker.equals(victim)) {
            return true;
        }
        int soFar = reached == Step.ATTEMPT_ENDED ? ended.incrementAndGet() : ended.get();
        if (reached == step && soFar >= attempts && begun.compareAndSet(false, true)) {
            return strike();
        }
        if (begun.get() && reached == Step.PRODUCER_MADE) {
            healed.set(true);
        }
        return switch (deed) {
            case KILL -> struck.getCount() > 0;
            case FREEZE -> true;
            case SILENCE -> reached != step || !begun.get() || healed.get();
            case CUT_OFF ->
                    reached != Step.HEARTBEAT_SENT
                            || struck.getCount() > 0
                            || released.getCount() == 0;
        };
    }

    private boolean strike() throws InterruptedException {
        return switch (deed) {
            case KILL -> {
                fleet.kill(victim);
                struck.countDown();
                yield false;
            }
            case FREEZE -> {
                freeze();
                struck.countDown();
                released.await();
                yield true;
            }
            case SILENCE -> {
                struck.countDown();
                yield false;
            }
            case CUT_OFF -> {
                struck.countDown();
                yield true;
            }
        };
    }

    private void freeze() throws InterruptedException {
        try {
            fleet.freeze(victim);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
