package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// The same worker on Apache Kafka's own container image, for those who have Docker: `./mvnw verify
/// -Pcontainers`.
@Tag("containers")
class WorkerOnContainerTest {
    private static final String IMAGE =
            System.getProperty("towpath.kafka.image", "apache/kafka:4.3.1");

    @Test
    void aJobIsDoneOnTheContainersBroker() throws Exception {
        try (KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(IMAGE))) {
            kafka.start();
            TowpathConfig config = config(kafka.getBootstrapServers());
            createTopics(config);
            CountDownLatch done = new CountDownLatch(1);
            SecureRandom random = new SecureRandom();
            try (JobProducer producer =
                            new JobProducer(
                                    ProducerSettings.of(
                                            kafka.getBootstrapServers(),
                                            Map.of(),
                                            config.topicNames()),
                                    new JobIdIssuer(
                                            config.secret().bytes(),
                                            InstantSource.system(),
                                            random),
                                    InstantSource.system(),
                                    random);
                    Worker worker =
                            Worker.builder(config)
                                    .handle(
                                            "t",
                                            Payload.json(),
                                            (data, job) -> {
                                                done.countDown();
                                                return Outcome.done();
                                            })
                                    .start()) {
                byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
                producer.send(JobRequest.json("default", "t", payload).client("c").build()).get();
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void createTopics(TowpathConfig config) throws Exception {
        TopicNames names = config.topicNames();
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(names.jobs("default"), 1, (short) 1),
                                    new NewTopic(names.ledger("default"), 1, (short) 1)
                                            .configs(Map.of("cleanup.policy", "compact,delete")),
                                    new NewTopic(names.dead("default"), 1, (short) 1),
                                    new NewTopic(names.control(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static TowpathConfig config(String bootstrap) {
        TypeConfig any = TypeConfig.defaults();
        QueueConfig queue =
                new QueueConfig(
                        1, 1, 1, Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30));
        return new TowpathConfig(
                "containers.",
                new Secret("0123456789abcdef"),
                new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of()),
                Path.of("schemas"),
                Map.of("default", queue),
                Map.of(TowpathConfig.ANY_TYPE, any, "t", any),
                Map.of(),
                GatewayConfig.defaults(),
                WorkerConfig.defaults());
    }
}
