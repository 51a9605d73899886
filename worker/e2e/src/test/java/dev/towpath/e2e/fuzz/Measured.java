package dev.towpath.e2e.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// A property with a bound on what one input costs: memory that is asked for, and time on the
/// processor. What costs more is tried once again: at first classes may have been loaded for it.
final class Measured implements Property {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NANOS = 2_000_000_000L;

    private final Property property;

    Measured(Property property) {
        this.property = property;
    }

    @Override
    public boolean holds(byte[] input) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        boolean taken = property.holds(input);
        if (isDear(bytes, nanos)) {
            bytes = THREADS.getCurrentThreadAllocatedBytes();
            nanos = THREADS.getCurrentThreadCpuTime();
            property.holds(input);
            if (isDear(bytes, nanos)) {
                throw new AssertionError(
                        input.length
                                + " bytes cost more than "
                                + MOST_BYTES
                                + " bytes of memory or "
                                + MOST_NANOS
                                + " ns");
            }
        }
        return taken;
    }

    private static boolean isDear(long bytesBefore, long nanosBefore) {
        return THREADS.getCurrentThreadAllocatedBytes() - bytesBefore > MOST_BYTES
                || THREADS.getCurrentThreadCpuTime() - nanosBefore > MOST_NANOS;
    }
}
