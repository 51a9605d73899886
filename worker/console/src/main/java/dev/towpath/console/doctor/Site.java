package dev.towpath.console.doctor;

import dev.towpath.console.topic.KafkaFailure;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.PlannedTopic;
import dev.towpath.schemas.provision.TopicPlan;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// The installation that is looked at, and how Kafka is asked about it.
final class Site implements AutoCloseable {
    private static final int RETRY_MILLIS = 20;

    private final TowpathConfig config;
    private final InstantSource clock;
    private final Admin admin;
    private final TopicReader reader;
    private final Map<String, Optional<ConsumerGroupDescription>> groups = new HashMap<>();

    /// @param patience how long Kafka may take for one answer
    Site(TowpathConfig config, InstantSource clock, TopicReader.Watch watch, Duration patience) {
        this.config = config;
        this.clock = clock;
        this.reader = new TopicReader(config.kafka(), watch);
        int millis = Math.toIntExact(patience.toMillis());
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-doctor");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 3);
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            reader.close();
            throw KafkaFailure.of("connecting", config.kafka(), e);
        }
    }

    TowpathConfig config() {
        return config;
    }

    TopicNames topics() {
        return config.topicNames();
    }

    TopicReader reader() {
        return reader;
    }

    Admin admin() {
        return admin;
    }

    Instant now() {
        return clock.instant();
    }

    /// How long ago something was.
    Duration since(long millis) {
        return Duration.between(Instant.ofEpochMilli(millis), now());
    }

    /// The broker's time: Kafka says when it appended a record, a tombstone of a key of its own on
    /// the presence topic, so that nothing is left of it there.
    Instant brokerTime(Sender sender) {
        byte[] key = ("doctor-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        String topic = topics().presence();
        try {
            return Instant.ofEpochMilli(
                    sender.send(new ProducerRecord<byte[], byte[]>(topic, 0, key, null))
                            .get()
                            .timestamp());
        } catch (ExecutionException e) {
            throw KafkaFailure.of("writing to " + topic, config.kafka(), e);
        } catch (InterruptedException e) {
            throw interrupted("the time", e);
        }
    }

    /// How Kafka's own commands are called for this installation.
    String kafkaCommand(String name) {
        return name + ".sh --bootstrap-server " + config.kafka().bootstrap();
    }

    /// The planned topics that there are, each with what this account may do to it.
    SortedMap<String, TopicDescription> planned() {
        TreeSet<String> there = new TreeSet<>(ask("its topics", admin.listTopics().names()));
        List<String> names =
                TopicPlan.of(config).topics().stream()
                        .map(PlannedTopic::name)
                        .filter(there::contains)
                        .toList();
        return new TreeMap<>(
                ask(
                        "what its topics are like",
                        admin.describeTopics(
                                        names,
                                        new DescribeTopicsOptions()
                                                .includeAuthorizedOperations(true))
                                .allTopicNames()));
    }

    /// A group as it was when it was first asked for; empty when Kafka does not know it.
    Optional<ConsumerGroupDescription> group(String name) {
        return groups.computeIfAbsent(name, this::describe);
    }

    private Optional<ConsumerGroupDescription> describe(String name) {
        try {
            return Optional.ofNullable(
                    admin.describeConsumerGroups(
                                    List.of(name),
                                    new DescribeConsumerGroupsOptions()
                                            .includeAuthorizedOperations(true))
                            .all()
                            .get()
                            .get(name));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw KafkaFailure.of("asking for group " + name, config.kafka(), e);
        } catch (InterruptedException e) {
            throw interrupted("group " + name, e);
        }
    }

    /// What a group has committed of the topics that are there, by topic and partition.
    SortedMap<String, SortedMap<Integer, Long>> committed(String group) {
        SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
        ask(
                        "the offsets of group " + group,
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                offsets.computeIfAbsent(partition.topic(), _ -> new TreeMap<>())
                                        .put(partition.partition(), offset.offset());
                            }
                        });
        return offsets;
    }

    /// What Kafka answers.
    ///
    /// @param what what it is asked for
    <T> T ask(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw KafkaFailure.of("asking for " + what, config.kafka(), e);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static TowpathException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TowpathException(
                ErrorCode.SHUTTING_DOWN,
                "asking for "
                        + what
                        + " was interrupted. Nothing was changed. Running this again is safe.",
                e);
    }

    @Override
    public void close() {
        reader.close();
        admin.close(Duration.ofSeconds(2));
    }
}
