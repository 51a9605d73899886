package dev.towpath.schemas.provision;

import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.PlannedTopic.Role;
import dev.towpath.schemas.provision.TopicDifference.Severity;
import dev.towpath.schemas.provision.TopicListing.Line;
import dev.towpath.schemas.provision.TopicListing.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes Kafka have the topics of a plan, and says how they stand: `towpath topics apply`, `list`
/// and `check`. Only `apply` changes anything, and it never lowers or deletes.
///
/// Not safe for use by several threads at once. Two that apply at the same time do no harm to each
/// other.
public final class TopicAdmin implements AutoCloseable {
    /// How long one call to Kafka may take.
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(15);

    private final TopicPlan plan;
    private final KafkaCalls kafka;
    private final TopicStates states;

    /// @param patience how long one call to Kafka may take
    /// @throws TowpathException KAFKA_REFUSED when no client can be made with this configuration
    public TopicAdmin(TopicPlan plan, KafkaConfig kafka, Duration patience) {
        this.plan = plan;
        this.kafka = new KafkaCalls(kafka, patience);
        this.states = new TopicStates(this.kafka);
    }

    /// For the topics of a configuration.
    public static TopicAdmin of(TowpathConfig config) {
        return new TopicAdmin(TopicPlan.of(config), config.kafka(), DEFAULT_PATIENCE);
    }

    /// Makes the topics that are missing, raises what is too low on those that are there, writes
    /// the first offsets of the workers' group, waits until every partition answers, and reads
    /// everything back. Safe to run again at any time, with jobs under way too.
    ///
    /// Nothing is changed when the plan contradicts what is there: other partitions or another
    /// cleanup policy, or a ledger that is gone while its jobs are there. What is longer or larger
    /// than planned is left so.
    ///
    /// @throws TowpathException TOPIC_UNSAFE when the plan contradicts what is there; TOPIC_REFUSED
    ///     when Kafka refuses a topic; KAFKA_UNAVAILABLE; KAFKA_REFUSED
    public Applied apply() {
        Map<String, TopicState> before = planned();
        refuseContradictions(before);
        TopicChanges changes = new TopicChanges(kafka);
        List<PlannedTopic> missing =
                plan.topics().stream().filter(topic -> !before.containsKey(topic.name())).toList();
        // Jobs last: who sees them finds the rest there.
        changes.make(missing.stream().filter(topic -> topic.role() != Role.JOBS).toList());
        changes.make(missing.stream().filter(topic -> topic.role() == Role.JOBS).toList());
        new Readiness(kafka).await(partitions(before));
        Map<String, TopicState> made = planned();
        for (PlannedTopic topic : plan.topics()) {
            Optional.ofNullable(made.get(topic.name()))
                    .ifPresent(state -> changes.raise(topic, state));
        }
        List<PlannedTopic> jobs =
                plan.topics().stream().filter(topic -> topic.role() == Role.JOBS).toList();
        changes.note(new FirstOffsets(kafka, plan.names().workerGroup()).write(jobs));
        return new Applied(changes.done(), check());
    }

    /// Everything that is not as planned, topic by topic; nothing is changed.
    ///
    /// @throws TowpathException KAFKA_UNAVAILABLE or KAFKA_REFUSED
    public List<TopicDifference> check() {
        Map<String, TopicState> actual = planned();
        List<TopicDifference> differences = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            TopicState state = actual.get(topic.name());
            if (state == null) {
                differences.add(TopicComparison.missing(topic));
            } else {
                differences.addAll(TopicComparison.of(topic, state));
            }
        }
        differences.addAll(new KafkasOwnTopics(states).check(plan));
        return differences;
    }

    /// The topics with the installation's prefix and the planned ones that are missing; nothing is
    /// changed.
    ///
    /// @throws TowpathException KAFKA_UNAVAILABLE or KAFKA_REFUSED
    public TopicListing list() {
        NavigableSet<String> names = states.names(plan.names().prefix());
        Map<String, TopicState> actual = new LinkedHashMap<>(states.read(names));
        List<Line> lines = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            TopicState state = actual.remove(topic.name());
            lines.add(
                    state == null
                            ? new Line(
                                    topic.name(),
                                    Standing.MISSING,
                                    topic.partitions(),
                                    topic.replication(),
                                    "",
                                    "")
                            : line(state, Standing.PLANNED_AND_THERE));
        }
        names.stream()
                .map(actual::get)
                .filter(Objects::nonNull)
                .map(state -> line(state, Standing.NOT_PLANNED))
                .forEach(lines::add);
        return new TopicListing(lines);
    }

    private static Line line(TopicState state, Standing standing) {
        TopicSetting retention = new TopicSetting("retention.ms", "-1", TopicSetting.Rule.AT_LEAST);
        String cleanup = state.configs().getOrDefault("cleanup.policy", "");
        return new Line(
                state.name(),
                standing,
                state.partitions(),
                state.replication(),
                cleanup,
                cleanup.contains("delete")
                        ? retention.show(state.configs().getOrDefault("retention.ms", ""))
                        : "no bound");
    }

    private Map<String, TopicState> planned() {
        NavigableSet<String> there = states.names(plan.names().prefix());
        List<String> names =
                plan.topics().stream().map(PlannedTopic::name).filter(there::contains).toList();
        return states.read(names);
    }

    /// How many partitions each topic has, or was just made with.
    private Map<String, Integer> partitions(Map<String, TopicState> before) {
        Map<String, Integer> partitions = new HashMap<>();
        plan.topics().forEach(topic -> partitions.put(topic.name(), topic.partitions()));
        before.forEach((name, state) -> partitions.put(name, state.partitions()));
        return partitions;
    }

    private void refuseContradictions(Map<String, TopicState> actual) {
        List<TopicDifference> contradictions = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            TopicState state = actual.get(topic.name());
            if (state != null) {
                TopicComparison.of(topic, state).stream()
                        .filter(TopicAdmin::contradicts)
                        .forEach(contradictions::add);
            }
        }
        contradictions.addAll(new LostLedgers(kafka, plan).find(actual));
        if (!contradictions.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.TOPIC_UNSAFE,
                    "The configuration contradicts topics that are there; nothing was changed:"
                            + contradictions.stream()
                                    .map(difference -> "\n  " + difference.line())
                                    .collect(Collectors.joining()));
        }
    }

    private static boolean contradicts(TopicDifference difference) {
        return difference.severity() == Severity.UNSAFE
                && (difference.what().equals("partitions")
                        || difference.what().equals("cleanup.policy"));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
