package dev.towpath.e2e.fleet;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An installation with one queue under a prefix of its own, so that many can be on one broker. Few
/// values make all of it, so that a child JVM can be given them.
///
/// @param bootstrap how Kafka is reached
/// @param protocol of the workers' group
public record Installation(
        String bootstrap, String prefix, int partitions, GroupProtocol protocol) {
    public static final String QUEUE = "default";

    /// Jobs in any order.
    public static final String PLAIN = "plain";

    /// Jobs with `order: group`.
    public static final String ORDERED = "ordered";

    /// Jobs that fail for good.
    public static final String FAILS = "fails";

    static final Duration WINDOW = Duration.ofHours(24);

    /// Few at a time, so that a worker flushes many times on its way.
    private static final int MAX_IN_FLIGHT = 20;

    static Installation fromArguments(List<String> arguments) {
        return new Installation(
                arguments.get(0),
                arguments.get(1),
                Integer.parseInt(arguments.get(2)),
                GroupProtocol.valueOf(arguments.get(3)));
    }

    List<String> arguments() {
        return List.of(bootstrap, prefix, Integer.toString(partitions), protocol.name());
    }

    /// The same, reached another way.
    Installation through(String otherBootstrap) {
        return new Installation(otherBootstrap, prefix, partitions, protocol);
    }

    public TopicNames topics() {
        return new TopicNames(prefix);
    }

    public TowpathConfig config() {
        return new TowpathConfig(
                prefix,
                new Secret("0123456789abcdef"),
                new KafkaConfig(bootstrap, protocol, Map.of()),
                Path.of("schemas"),
                Map.of(
                        QUEUE,
                        new QueueConfig(
                                partitions,
                                1,
                                1,
                                Duration.ofDays(7),
                                Duration.ofDays(14),
                                Duration.ofDays(30))),
                Map.of(
                        TowpathConfig.ANY_TYPE,
                        TypeConfig.defaults(),
                        PLAIN,
                        type(Order.NONE),
                        ORDERED,
                        type(Order.GROUP),
                        FAILS,
                        type(Order.NONE)),
                Map.of(),
                GatewayConfig.defaults(),
                worker(WorkerConfig.defaults()));
    }

    private static WorkerConfig worker(WorkerConfig defaults) {
        return new WorkerConfig(
                defaults.host(),
                defaults.port(),
                MAX_IN_FLIGHT,
                defaults.maxInFlightBytes(),
                defaults.bufferPerPartition(),
                defaults.bufferBytesPerPartition(),
                defaults.ledgerBytesPerPartition(),
                defaults.flushPause(),
                defaults.maxUnflushed(),
                defaults.drainTimeout(),
                defaults.maxChildren(),
                defaults.timeoutGrace(),
                defaults.history(),
                defaults.handlers());
    }

    static Set<String> orderedTypes() {
        return Set.of(ORDERED);
    }

    private static TypeConfig type(Order order) {
        return new TypeConfig(
                QUEUE,
                PayloadKind.JSON,
                order,
                RetryConfig.of(1),
                Duration.ofSeconds(60),
                WINDOW,
                1_000,
                false);
    }
}
