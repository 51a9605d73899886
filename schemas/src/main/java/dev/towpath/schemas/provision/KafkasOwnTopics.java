package dev.towpath.schemas.provision;

import dev.towpath.schemas.provision.TopicDifference.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;

/// Checks the topics in which Kafka itself keeps offsets and transactions: ours are no safer than
/// these. Where they are not shown, as on managed Kafka, nothing is said of them.
final class KafkasOwnTopics {
    private static final List<String> NAMES = List.of("__consumer_offsets", "__transaction_state");

    private final TopicStates states;

    KafkasOwnTopics(TopicStates states) {
        this.states = states;
    }

    List<TopicDifference> check(TopicPlan plan) {
        int copies = plan.topics().stream().mapToInt(PlannedTopic::replication).max().orElse(1);
        NavigableSet<String> shown = states.names("__");
        List<TopicDifference> differences = new ArrayList<>();
        Map<String, TopicState> topics =
                states.read(NAMES.stream().filter(shown::contains).toList());
        topics.forEach(
                (name, topic) -> {
                    if (topic.replication() < copies) {
                        differences.add(
                                new TopicDifference(
                                        name,
                                        "replication",
                                        "at least " + copies + ", as our topics have",
                                        String.valueOf(topic.replication()),
                                        Severity.UNSAFE,
                                        "give its partitions more copies with"
                                                + " kafka-reassign-partitions"));
                    }
                });
        return differences;
    }
}
