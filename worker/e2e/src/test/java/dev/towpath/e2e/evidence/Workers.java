package dev.towpath.e2e.evidence;

/// Tells which worker owned a partition.
@FunctionalInterface
public interface Workers {
    /// @param partition as `queue_number`
    /// @param ownerEpoch of that time
    /// @param transactionalId that it had
    String worker(String partition, long ownerEpoch, String transactionalId);
}
