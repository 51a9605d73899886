package dev.towpath.testkit;

import java.util.HashMap;
import java.util.Map;

/// Who owned which partition last, and where each job lives.
final class Owners {
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, String> partitions = new HashMap<>();

    void see(Event event) {
        if (event instanceof Event.Opened opened) {
            epochs.merge(opened.partition(), opened.ownerEpoch(), Math::max);
        } else if (event instanceof Event.Submitted submitted) {
            partitions.put(submitted.job(), submitted.partition());
        }
    }

    /// The partition of a job, empty when it was never submitted.
    String partition(String job) {
        return partitions.getOrDefault(job, "");
    }

    /// Whether somebody else has taken the job's partition over since the owner of this epoch did.
    boolean superseded(String job, long ownerEpoch) {
        return epochs.getOrDefault(partition(job), Long.MIN_VALUE) > ownerEpoch;
    }
}
