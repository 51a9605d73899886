package dev.towpath.e2e.crash;

import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Nemesis;
import dev.towpath.e2e.fleet.Step;
import java.util.concurrent.atomic.AtomicBoolean;

/// Kills one worker at the first step of a kind that it comes to once so many of its attempts have
/// ended.
final class Killer implements Nemesis {
    private final Fleet fleet;
    private final String victim;
    private final Step step;
    private final AtomicBoolean armed;
    private final int attempts;
    private final AtomicBoolean struck = new AtomicBoolean();

    Killer(Fleet fleet, String victim, Step step, int attempts) {
        this.fleet = fleet;
        this.victim = victim;
        this.step = step;
        this.attempts = attempts;
        this.armed = new AtomicBoolean(attempts == 0);
    }

    @Override
    public boolean at(String worker, Step reached, int count) {
        if (!worker.equals(victim)) {
            return true;
        }
        if (reached == Step.ATTEMPT_ENDED && count >= attempts) {
            armed.set(true);
        }
        if (reached == step && armed.get() && struck.compareAndSet(false, true)) {
            fleet.kill(victim);
        }
        return !struck.get();
    }
}
