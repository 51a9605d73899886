package dev.towpath.cli.topics;

import java.util.List;

/// What one topic is, against what it has to be.
///
/// @param differences none when it is missing
record TopicState(TopicSpec spec, boolean exists, List<Difference> differences) {
    TopicState {
        differences = List.copyOf(differences);
    }

    boolean isGood() {
        return exists && differences.isEmpty();
    }

    boolean has(Difference.Remedy remedy) {
        return differences.stream().anyMatch(d -> d.remedy() == remedy);
    }
}
