package dev.towpath.gateway.http;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import java.time.Duration;

/// The requests that are being answered, and the end of taking more.
public final class Shutdown {
    private int active;
    private boolean stopping;

    /// @throws Refusal `TP-1018` when the gateway is stopping
    synchronized void enter() {
        if (stopping) {
            throw new Refusal(
                    ErrorCode.SHUTTING_DOWN,
                    "the gateway is stopping; nothing was stored. Send it again");
        }
        active++;
    }

    synchronized void leave() {
        active--;
        notifyAll();
    }

    /// Whether nothing new is taken.
    public synchronized boolean stopping() {
        return stopping;
    }

    /// Takes nothing new, and waits until what is being answered is answered.
    ///
    /// @return whether all was answered within the limit
    public synchronized boolean stop(Duration limit) {
        stopping = true;
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (active > 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }
}
