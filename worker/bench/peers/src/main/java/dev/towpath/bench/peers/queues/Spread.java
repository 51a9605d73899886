package dev.towpath.bench.peers.queues;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How long something took, many times, in milliseconds.
public final class Spread {
    private final double[] sorted;

    public Spread(double[] millis) {
        sorted = millis.clone();
        Arrays.sort(sorted);
    }

    /// What so much of it did not exceed; null where there is nothing.
    ///
    /// @param share from 0 to 1
    public @Nullable Double at(double share) {
        if (sorted.length == 0) {
            return null;
        }
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }
}
