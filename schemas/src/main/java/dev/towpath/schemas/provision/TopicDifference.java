package dev.towpath.schemas.provision;

/// Something that is not as planned.
///
/// @param topic which topic
/// @param what what about it: a setting by Kafka's name, `partitions`, `replication`, or `topic`
///     for
///     the topic as a whole
/// @param expected what the plan says
/// @param got what Kafka has
/// @param severity how bad it is
/// @param advice what to do; empty when nothing has to be done
public record TopicDifference(
        String topic, String what, String expected, String got, Severity severity, String advice) {
    /// How bad a difference is.
    public enum Severity {
        /// Jobs are lost, run twice, or cannot be taken, now or when a broker fails.
        UNSAFE,
        /// Nothing is lost; time or space is.
        WASTEFUL,
        /// Nothing is wrong: the topic has more than it needs.
        HARMLESS
    }

    /// The difference in one line, such as
    ///     towpath.jobs.default retention.ms: expected at least 7d, got 1h; run topics apply
    public String line() {
        return topic
                + " "
                + what
                + ": expected "
                + expected
                + ", got "
                + got
                + (advice.isEmpty() ? "" : "; " + advice);
    }
}
