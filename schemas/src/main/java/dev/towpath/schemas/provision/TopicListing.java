package dev.towpath.schemas.provision;

import java.util.List;

/// The topics of an installation as Kafka has them, with the partition bill.
///
/// @param lines the planned ones in the plan's order, then others with the same prefix
public record TopicListing(List<Line> lines) {
    /// One topic.
    ///
    /// @param name its full name
    /// @param standing whether it is planned, and there
    /// @param partitions how many partitions it has, or is to have if it is not there
    /// @param replication how many copies of each
    /// @param cleanup its cleanup policy; empty when it is not there
    /// @param retention how long records are kept, such as `7d`; empty when it is not there
    public record Line(
            String name,
            Standing standing,
            int partitions,
            int replication,
            String cleanup,
            String retention) {
        /// How many partitions Kafka stores for it, copies counted.
        public int bill() {
            return partitions * replication;
        }
    }

    /// Whether a topic is planned, and there.
    public enum Standing {
        PLANNED_AND_THERE,
        MISSING,
        /// It has the installation's prefix and is not in the plan: perhaps of a queue that the
        /// configuration no longer names.
        NOT_PLANNED
    }

    public TopicListing {
        lines = List.copyOf(lines);
    }

    /// How many partitions Kafka stores for the topics that are there, copies counted.
    public int bill() {
        return lines.stream()
                .filter(line -> line.standing() != Standing.MISSING)
                .mapToInt(Line::bill)
                .sum();
    }
}
