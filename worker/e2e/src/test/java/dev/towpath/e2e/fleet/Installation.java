package dev.towpath.e2e.fleet;

import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.testkit.Event;
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
/// @param replication of its topics
/// @param gatewayPort where this process listens if it is a gateway, 0 for any free port
public record Installation(
        String bootstrap,
        String prefix,
        int partitions,
        GroupProtocol protocol,
        int replication,
        int gatewayPort) {
    public static final String QUEUE = "default";

    /// Jobs in any order.
    public static final String PLAIN = "plain";

    /// Jobs with `order: group`.
    public static final String ORDERED = "ordered";

    /// Jobs that fail for good.
    public static final String FAILS = "fails";

    /// Jobs that fail once, twice or always.
    public static final String FLAKY = "flaky";

    /// Who submits.
    public static final String CLIENT = "site";

    private static final int FLAKY_ATTEMPTS = 3;
    private static final Duration FLAKY_BACKOFF = Duration.ofSeconds(2);

    static final Duration WINDOW = Duration.ofHours(24);

    private static final int CRASHES = RetryConfig.defaults().maxCrashes();

    /// Few at a time, so that a worker flushes many times on its way.
    private static final int MAX_IN_FLIGHT = 20;

    public static Installation fromArguments(List<String> arguments) {
        return new Installation(
                arguments.get(0),
                arguments.get(1),
                Integer.parseInt(arguments.get(2)),
                GroupProtocol.valueOf(arguments.get(3)),
                Integer.parseInt(arguments.get(4)),
                Integer.parseInt(arguments.get(5)));
    }

    public List<String> arguments() {
        return List.of(
                bootstrap,
                prefix,
                Integer.toString(partitions),
                protocol.name(),
                Integer.toString(replication),
                Integer.toString(gatewayPort));
    }

    /// The same, reached another way.
    Installation through(String otherBootstrap) {
        return new Installation(
                otherBootstrap, prefix, partitions, protocol, replication, gatewayPort);
    }

    /// The same, as a gateway that listens on this port.
    public Installation onPort(int port) {
        return new Installation(bootstrap, prefix, partitions, protocol, replication, port);
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
                                replication,
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
                        type(Order.NONE),
                        FLAKY,
                        type(Order.NONE).retried(flaky())),
                Map.of(CLIENT, client()),
                gateway(GatewayConfig.defaults()),
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

    public static Set<String> orderedTypes() {
        return Set.of(ORDERED);
    }

    /// What is configured, for those who judge.
    public static List<Event> declarations() {
        return List.of(
                new Event.Declared(PLAIN, false, 1, List.of(), CRASHES),
                new Event.Declared(ORDERED, false, 1, List.of(), CRASHES),
                new Event.Declared(FAILS, false, 1, List.of(), CRASHES),
                new Event.Declared(
                        FLAKY,
                        false,
                        FLAKY_ATTEMPTS,
                        List.of(FLAKY_BACKOFF.toMillis(), 2 * FLAKY_BACKOFF.toMillis()),
                        CRASHES));
    }

    private static RetryConfig flaky() {
        return new RetryConfig(
                FLAKY_ATTEMPTS,
                FLAKY_BACKOFF,
                2,
                Duration.ofMinutes(1),
                Jitter.NONE,
                Duration.ofDays(1),
                List.of(),
                CRASHES);
    }

    private static ClientConfig client() {
        return new ClientConfig(
                List.of(new ClientKey(Keys.hash(Keys.SITE), false)),
                Set.of(Scope.SUBMIT, Scope.READ),
                Set.of("*"),
                Set.of("*"));
    }

    private GatewayConfig gateway(GatewayConfig defaults) {
        return new GatewayConfig(
                defaults.host(),
                gatewayPort,
                defaults.maxBody(),
                defaults.maxPayload(),
                defaults.maxLine(),
                defaults.enqueueTimeout(),
                defaults.bodyTimeout(),
                defaults.maxInFlight(),
                defaults.ledgerMemory());
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
