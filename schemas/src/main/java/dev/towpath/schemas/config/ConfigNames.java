package dev.towpath.schemas.config;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The names that a configuration gives.
///
/// @param queues the queues, in the order of the file
/// @param types the types, `*` first
/// @param targets the targets, in the order of the file
/// @param clients the clients, in the order of the file
record ConfigNames(
        SequencedSet<String> queues,
        SequencedSet<String> types,
        SequencedSet<String> targets,
        SequencedSet<String> clients) {
    static ConfigNames of(FileWalk file) {
        SequencedSet<String> queues = new LinkedHashSet<>(file.names("queues"));
        if (queues.isEmpty()) {
            queues.add(ConfigKeys.BUILT_IN_QUEUE);
        }
        SequencedSet<String> types = new LinkedHashSet<>();
        types.add(TowpathConfig.ANY_TYPE);
        types.addAll(file.names("types"));
        return new ConfigNames(queues, types, file.names("targets"), file.names("clients"));
    }
}
