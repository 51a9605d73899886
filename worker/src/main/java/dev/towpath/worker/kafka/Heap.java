package dev.towpath.worker.kafka;

/// The JVM's memory, after an allocation has failed.
public final class Heap {
    /// What must be free, as a part of the whole, for the process to go on.
    private static final int PART = 16;

    private Heap() {}

    /// Whether there is so little memory that anybody's next allocation may fail. If there is not,
    /// the one that failed asked for too much.
    public static boolean isExhausted() {
        if (isFull()) {
            // What nobody uses any more does not count.
            System.gc();
            return isFull();
        }
        return false;
    }

    private static boolean isFull() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return runtime.maxMemory() - used < runtime.maxMemory() / PART;
    }
}
