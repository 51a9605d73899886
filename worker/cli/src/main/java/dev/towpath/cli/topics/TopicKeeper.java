package dev.towpath.cli.topics;

import dev.towpath.cli.topics.Difference.Remedy;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Looks at the topics of an installation on its Kafka, and makes them what they have to be.
final class TopicKeeper {
    private static final Duration ALL_ANSWER_WITHIN = Duration.ofSeconds(60);

    private final Admin admin;
    private final KafkaAnswers answers;

    TopicKeeper(Admin admin, KafkaAnswers answers) {
        this.admin = admin;
        this.answers = answers;
    }

    /// What each topic of the plan is, in the plan's order.
    List<TopicState> look(List<TopicSpec> plan) {
        Map<String, TopicDescription> there = describe(plan);
        Map<String, Config> settings = settings(there.keySet());
        List<TopicState> states = new ArrayList<>();
        for (TopicSpec spec : plan) {
            TopicDescription found = there.get(spec.name());
            Config config = settings.get(spec.name());
            if (found == null || config == null) {
                states.add(new TopicState(spec, false, List.of()));
            } else {
                states.add(new TopicState(spec, true, differences(spec, found, config)));
            }
        }
        return states;
    }

    /// Creates what is missing and sets what may be set, then waits until every partition answers.
    /// Safe to run again, and beside another run of itself.
    ///
    /// @param shorten whether retention may be lowered, which deletes records
    /// @return what each topic then is
    /// @throws TowpathException TOPIC_UNSAFE, before anything is changed, when a topic can only be
    ///     put right by hand
    List<TopicState> apply(List<TopicSpec> plan, boolean shorten) {
        List<TopicState> before = look(plan);
        refuse(before, shorten);
        List<NewTopic> missing =
                before.stream()
                        .filter(state -> !state.exists())
                        .map(state -> topic(state.spec()))
                        .toList();
        create(missing);
        set(before);
        awaitAnswers(plan);
        return look(plan);
    }

    private static void refuse(List<TopicState> states, boolean shorten) {
        StringBuilder why = new StringBuilder();
        for (TopicState state : states) {
            for (Difference difference : state.differences()) {
                if (difference.remedy() == Remedy.BY_HAND
                        || (difference.remedy() == Remedy.SHORTEN && !shorten)) {
                    why.append("\n  ")
                            .append(state.spec().name())
                            .append(": ")
                            .append(difference.text())
                            .append(". ")
                            .append(advice(difference));
                }
            }
        }
        if (!why.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.TOPIC_UNSAFE,
                    "the topics cannot be made what the configuration says; nothing was changed:"
                            + why);
        }
    }

    private static String advice(Difference difference) {
        return switch (difference.what()) {
            case "partitions" ->
                    "The number of partitions is fixed for a queue's life, because job ids and"
                            + " groups name their partition: say "
                            + difference.found()
                            + " in the configuration, or begin a new queue.";
            case "replication" ->
                    "Kafka adds copies only by kafka-reassign-partitions.sh; or say "
                            + difference.found()
                            + " in the configuration.";
            default ->
                    "Lowering it deletes records at once: run `towpath topics apply --shorten` if"
                            + " that is meant.";
        };
    }

    private void create(List<NewTopic> missing) {
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
        created.forEach(
                (name, future) ->
                        answers.done(
                                "the topic " + name + " was not created",
                                future,
                                List.of(TopicExistsException.class)));
    }

    private void set(List<TopicState> states) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (TopicState state : states) {
            List<AlterConfigOp> operations =
                    state.differences().stream()
                            .map(d -> new ConfigEntry(d.what(), d.expected()))
                            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                            .toList();
            if (!operations.isEmpty()) {
                changes.put(resource(state.spec().name()), operations);
            }
        }
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes)
                    .values()
                    .forEach(
                            (topic, future) ->
                                    answers.done(
                                            "the settings of " + topic.name() + " were not changed",
                                            future,
                                            List.of()));
        }
    }

    /// A fresh partition has no leader for a moment, and a producer that meets it then may stick.
    private void awaitAnswers(List<TopicSpec> plan) {
        long deadline = System.nanoTime() + ALL_ANSWER_WITHIN.toNanos();
        Map<TopicPartition, OffsetSpec> waiting = new HashMap<>();
        for (TopicSpec spec : plan) {
            for (int partition = 0; partition < spec.partitions(); partition++) {
                waiting.put(new TopicPartition(spec.name(), partition), OffsetSpec.latest());
            }
        }
        while (!waiting.isEmpty()) {
            var offsets = admin.listOffsets(waiting);
            waiting.keySet()
                    .removeIf(
                            partition ->
                                    answers.find(
                                                    partition + " does not answer",
                                                    offsets.partitionResult(partition),
                                                    List.of(RetriableException.class))
                                            .isPresent());
            if (!waiting.isEmpty() && System.nanoTime() > deadline) {
                throw new TowpathException(
                        ErrorCode.KAFKA_UNAVAILABLE,
                        "the topics were created, but after "
                                + ALL_ANSWER_WITHIN.toSeconds()
                                + " s these partitions still have no leader: "
                                + waiting.keySet()
                                + ". Look at Kafka's brokers; then run `towpath topics apply`"
                                + " again, which is safe.");
            }
        }
    }

    private Map<String, TopicDescription> describe(List<TopicSpec> plan) {
        List<String> names = plan.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> there = new TreeMap<>();
        admin.describeTopics(names)
                .topicNameValues()
                .forEach(
                        (name, future) ->
                                answers.find(
                                                "the topic " + name + " was not described",
                                                future,
                                                List.of(UnknownTopicOrPartitionException.class))
                                        .ifPresent(found -> there.put(name, found)));
        return there;
    }

    private Map<String, Config> settings(Collection<String> names) {
        List<ConfigResource> resources = names.stream().map(TopicKeeper::resource).toList();
        return answers
                .get(
                        "the settings of the topics were not read",
                        admin.describeConfigs(resources).all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
    }

    private static List<Difference> differences(
            TopicSpec spec, TopicDescription found, Config config) {
        List<Difference> differences = new ArrayList<>();
        int partitions = found.partitions().size();
        if (partitions != spec.partitions()) {
            differences.add(byHand("partitions", spec.partitions(), partitions));
        }
        int copies = found.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
        if (copies < spec.replication()) {
            differences.add(byHand("replication", spec.replication(), copies));
        }
        spec.settings()
                .forEach(
                        (name, expected) ->
                                difference(name, expected, config.get(name))
                                        .ifPresent(differences::add));
        return differences;
    }

    private static Optional<Difference> difference(
            String name, String expected, ConfigEntry entry) {
        String found = entry == null || entry.value() == null ? "" : entry.value();
        return switch (Rule.of(name).gap(expected, found)) {
            case NONE -> Optional.empty();
            case SAFE -> Optional.of(new Difference(name, expected, found, Remedy.SET));
            case DELETES -> Optional.of(new Difference(name, expected, found, Remedy.SHORTEN));
        };
    }

    private static Difference byHand(String what, int expected, int found) {
        return new Difference(
                what, Integer.toString(expected), Integer.toString(found), Remedy.BY_HAND);
    }

    private static NewTopic topic(TopicSpec spec) {
        return new NewTopic(spec.name(), spec.partitions(), (short) spec.replication())
                .configs(spec.settings());
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
