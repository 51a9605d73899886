package dev.towpath.e2e.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// A property with a bound on what one input costs: memory that is asked for, and time on the
/// processor. The first input is free: with it classes are loaded.
final class Measured implements Property {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NANOS = 3_000_000_000L;

    private final Property property;
    private boolean warm;

    Measured(Property property) {
        this.property = property;
    }

    @Override
    public boolean holds(byte[] input) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        boolean taken = property.holds(input);
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        if (warm && (bytes > MOST_BYTES || nanos > MOST_NANOS)) {
            throw new AssertionError(
                    input.length + " bytes cost " + bytes + " bytes of memory and " + nanos + " ns");
        }
        warm = true;
        return taken;
    }
}
