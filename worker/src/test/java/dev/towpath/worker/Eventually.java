package dev.towpath.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what happens elsewhere, so long that a slow machine keeps the deadline.
final class Eventually {
    static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Eventually() {}

    /// @param got what there is instead, for the message
    static void await(String wanted, BooleanSupplier holds, Supplier<?> got) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + wanted + ", got " + got.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    static void await(String wanted, CountDownLatch latch) {
        try {
            if (!latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "expected " + wanted + ", but " + latch.getCount() + " are missing");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
