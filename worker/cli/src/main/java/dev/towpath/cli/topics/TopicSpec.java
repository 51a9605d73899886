package dev.towpath.cli.topics;

import java.util.SortedMap;
import java.util.TreeMap;

/// What one topic has to be.
///
/// @param holds what is in it, in a few words for people
/// @param settings Kafka's topic settings by name; each is compared by its own [Rule]
record TopicSpec(
        String name,
        String holds,
        int partitions,
        int replication,
        SortedMap<String, String> settings) {
    TopicSpec {
        settings = new TreeMap<>(settings);
    }
}
