package dev.towpath.e2e.threads;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/// Holds a class to one order of its operations, whatever the threads do.
public final class Linearizable {
    private Linearizable() {}

    /// Some scenarios of two threads, in some seconds.
    public static void briefly(Class<?> operations) {
        steps(operations, 4, 80);
    }

    /// Many scenarios, and real threads besides.
    public static void thoroughly(Class<?> operations) {
        steps(operations, 8, 150);
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(8)
                .invocationsPerIteration(1_000)
                .check(operations);
    }

    /// Switches threads between any two steps of theirs, by plan and not by chance.
    private static void steps(Class<?> operations, int scenarios, int orders) {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(orders)
                .check(operations);
    }
}
