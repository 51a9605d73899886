package dev.towpath.schemas.provision;

import dev.towpath.schemas.provision.TopicDifference.Severity;
import java.util.List;

/// What `topics apply` did.
///
/// @param changes what was changed, in the order in which it was; empty when all was as planned
/// @param left what still differs, read back after the changes
public record Applied(List<Change> changes, List<TopicDifference> left) {
    /// One thing that was changed.
    ///
    /// @param topic the topic, or the group whose first offsets were written
    /// @param what in words: `made with 6 partitions, 3 copies each`, `retention.ms from 1h to 7d`
    public record Change(String topic, String what) {}

    public Applied {
        changes = List.copyOf(changes);
        left = List.copyOf(left);
    }

    /// Whether nothing is left that loses jobs.
    public boolean safe() {
        return left.stream().noneMatch(difference -> difference.severity() == Severity.UNSAFE);
    }
}
