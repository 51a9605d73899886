package dev.towpath.schemas.provision;

import java.util.Map;

/// A topic as Kafka has it.
///
/// @param name its full name
/// @param partitions how many partitions it has
/// @param replication the fewest copies that any of its partitions has
/// @param configs its settings in effect, by Kafka's names
record TopicState(String name, int partitions, int replication, Map<String, String> configs) {
    TopicState {
        configs = Map.copyOf(configs);
    }
}
