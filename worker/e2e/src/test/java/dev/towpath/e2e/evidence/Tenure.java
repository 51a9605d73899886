package dev.towpath.e2e.evidence;

import java.util.HashSet;
import java.util.Set;

/// One worker's time as the owner of one partition, as the ledger tells it.
final class Tenure {
    final String partition;
    final long ownerEpoch;
    final String worker;
    final long producerId;

    /// Jobs and generations that it ended, each as `job generation`.
    final Set<String> ended = new HashSet<>();

    /// Whether it left with everything committed that it had begun.
    boolean closed;

    /// When the next owner came, in microseconds since 1970.
    long endedAt = Long.MAX_VALUE;

    Tenure(String partition, long ownerEpoch, String worker, long producerId) {
        this.partition = partition;
        this.ownerEpoch = ownerEpoch;
        this.worker = worker;
        this.producerId = producerId;
    }
}
