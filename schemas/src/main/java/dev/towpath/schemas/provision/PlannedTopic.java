package dev.towpath.schemas.provision;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A topic as it should be.
///
/// @param name its full name, prefix and all
/// @param role what it is for
/// @param partitions how many partitions it has
/// @param replication how many copies there are of each
/// @param settings what else it needs
public record PlannedTopic(
        String name, Role role, int partitions, int replication, List<TopicSetting> settings) {
    /// What a topic is for.
    public enum Role {
        JOBS,
        EXPRESS,
        LEDGER,
        DEAD,
        HISTORY,
        DELAY,
        CONTROL,
        PRESENCE,
        AUDIT
    }

    public PlannedTopic {
        settings = List.copyOf(settings);
    }

    /// How many partitions Kafka stores for it, copies counted.
    public int bill() {
        return partitions * replication;
    }

    /// What it is made with.
    Map<String, String> configs() {
        return settings.stream()
                .filter(setting -> !setting.name().equals(TopicPlan.UNCLEAN))
                .collect(Collectors.toMap(TopicSetting::name, TopicSetting::value));
    }
}
