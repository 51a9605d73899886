package dev.towpath.cli.topics;

/// One way in which a topic is not as it should be.
///
/// @param what a setting's name, `partitions` or `replication`
/// @param remedy what can be done about it
record Difference(String what, String expected, String found, Remedy remedy) {
    /// What can be done about a difference.
    enum Remedy {
        /// `apply` sets it.
        SET,
        /// `apply` sets it when allowed to delete records.
        SHORTEN,
        /// Only by hand, because Kafka or the jobs in the topic do not allow it.
        BY_HAND
    }

    String text() {
        return what + " is " + found + ", expected " + expected;
    }
}
