package dev.towpath.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.provision.Applied;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.provision.TopicPlan;
import dev.towpath.schemas.topic.Rung;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The topics of an installation of one test, with a prefix of its own. Their broker is not the
/// shared one, which a test of this module closes.
final class InstallationTopics implements AutoCloseable {
    static final QueueConfig QUEUE =
            new QueueConfig(2, 1, 1, Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30));

    /// The rest of the names of all topics besides those of jobs, and their partitions, in the
    /// order in which they are planned.
    static final Map<String, Integer> BESIDES_JOBS = besidesJobs();

    final String prefix = "t" + UUID.randomUUID() + ".";
    final String bootstrap = Holder.BROKER.bootstrap();
    final Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));

    private static Map<String, Integer> besidesJobs() {
        Map<String, Integer> topics = new LinkedHashMap<>();
        topics.put("express.default", 2);
        topics.put("ledger.default", 2);
        topics.put("dead.default", 2);
        topics.put("history.default", 2);
        for (Rung rung : Rung.values()) {
            topics.put("delay." + rung.word(), 2);
        }
        topics.put("presence", 1);
        topics.put("control", 1);
        topics.put("audit", 1);
        return topics;
    }

    @Override
    public void close() {
        admin.close();
    }

    Applied apply(QueueConfig queue) {
        return apply(Map.of("default", queue));
    }

    Applied apply(Map<String, QueueConfig> queues) {
        return with(queues, TopicAdmin::apply);
    }

    <T> T with(Map<String, QueueConfig> queues, Function<TopicAdmin, T> ask) {
        KafkaConfig kafka = new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of());
        try (TopicAdmin topics = new TopicAdmin(plan(queues), kafka, Duration.ofSeconds(30))) {
            return ask.apply(topics);
        }
    }

    TopicPlan plan(Map<String, QueueConfig> queues) {
        return TopicPlan.of(
                new TowpathConfig(
                        prefix,
                        new Secret("a-secret-of-enough-bytes"),
                        KafkaConfig.defaults(),
                        Path.of("schemas"),
                        queues,
                        Map.of("*", TypeConfig.defaults()),
                        Map.of(),
                        GatewayConfig.defaults(),
                        WorkerConfig.defaults()));
    }

    void make(String topic, int partitions, Map<String, String> configs) {
        await(
                admin.createTopics(
                                List.of(
                                        new NewTopic(
                                                        prefix + topic,
                                                        Optional.of(partitions),
                                                        Optional.empty())
                                                .configs(configs)))
                        .all());
    }

    List<String> topics() {
        return await(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    String setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, prefix + topic);
        return await(admin.describeConfigs(List.of(resource)).all()).values().stream()
                .map(config -> config.get(name).value())
                .findFirst()
                .orElseThrow();
    }

    void submit(String job) {
        TopicPartition partition = new TopicPartition(prefix + "jobs.default", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    partition.topic(),
                                    partition.partition(),
                                    null,
                                    job.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        assertThat(
                        await(
                                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                                .partitionResult(partition))
                                .offset())
                .isEqualTo(1);
    }

    KafkaConsumer<byte[], byte[]> worker(GroupProtocol protocol) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        prefix + "workers",
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        protocol.name(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Holder {
        private static final EmbeddedBroker BROKER = start();

        private static EmbeddedBroker start() {
            EmbeddedBroker broker = EmbeddedBroker.forTests();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "topics-broker"));
            return broker;
        }
    }
}
