package dev.towpath.e2e.evidence;

import java.util.HashMap;
import java.util.Map;

/// One worker's time as the owner of one partition, as the ledger tells it.
final class Tenure {
    final String partition;
    final long ownerEpoch;
    final String worker;
    final long producerId;

    /// The last attempt whose result it committed, by `job generation`.
    private final Map<String, Integer> settled = new HashMap<>();

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

    /// It committed what came of all attempts so far of a generation of a job.
    void settle(String job, int generation, int attempts) {
        settled.merge(job + " " + generation, attempts, Math::max);
    }

    /// Whether it committed what came of an attempt.
    boolean isSettled(String job, int generation, int attempt) {
        return settled.getOrDefault(job + " " + generation, 0) >= attempt;
    }
}
