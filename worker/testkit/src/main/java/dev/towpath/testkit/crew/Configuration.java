package dev.towpath.testkit.crew;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How the workers of a crew are configured: their bounds are chance's.
final class Configuration {
    private static final KafkaConfig KAFKA = KafkaConfig.defaults();
    private static final GatewayConfig GATEWAY = GatewayConfig.defaults();
    private static final WorkerConfig BOUNDS = WorkerConfig.defaults();
    private static final QueueConfig ANY_QUEUE = QueueConfig.defaults();
    private static final TypeConfig ANY_TYPE = TypeConfig.defaults();
    private static final Secret SECRET = new Secret("a secret of the crew alone");
    private static final Map<String, TypeConfig> TYPES = types();

    private Configuration() {}

    /// @param buffer how many jobs of a partition wait in memory
    static TowpathConfig of(String prefix, int partitions, RandomGenerator random, int buffer) {
        return new TowpathConfig(
                prefix,
                SECRET,
                KAFKA,
                Path.of("."),
                Map.of(ANY_TYPE.queue(), ANY_QUEUE, Kind.QUEUE, queue(partitions)),
                TYPES,
                Map.of(),
                GATEWAY,
                new WorkerConfig(
                        BOUNDS.host(),
                        BOUNDS.port(),
                        1 + random.nextInt(12),
                        BOUNDS.maxInFlightBytes(),
                        buffer,
                        BOUNDS.bufferBytesPerPartition(),
                        BOUNDS.ledgerBytesPerPartition(),
                        BOUNDS.flushPause(),
                        2 + random.nextInt(40),
                        Duration.ofSeconds(3),
                        0,
                        Duration.ofMillis(200),
                        HistoryKept.OFF,
                        List.of()));
    }

    private static QueueConfig queue(int partitions) {
        return new QueueConfig(
                partitions,
                ANY_QUEUE.weight(),
                ANY_QUEUE.replication(),
                ANY_QUEUE.retention(),
                ANY_QUEUE.ledgerRetention(),
                ANY_QUEUE.deadRetention());
    }

    private static Map<String, TypeConfig> types() {
        Map<String, TypeConfig> types = new HashMap<>();
        types.put(TowpathConfig.ANY_TYPE, ANY_TYPE);
        for (Kind kind : Kind.values()) {
            types.put(kind.type(), kind.config());
        }
        return types;
    }
}
