package dev.towpath.worker.kafka;

import dev.towpath.schemas.config.GroupProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Makes the Kafka clients of a worker.
public final class Clients {
    private static final String GROUP_FEATURE = "group.version";

    private Clients() {}

    /// The consumer of the jobs topics.
    public static KafkaConsumer<byte[], byte[]> jobs(
            Map<String, Object> clientProperties,
            String group,
            GroupProtocol protocol,
            BoundedBytes bytes) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Jobs are never written in a transaction, so that none waits for a dead worker's.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        switch (protocol) {
            case CONSUMER -> properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
            case CLASSIC, AUTO -> {
                properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
                // With a heartbeat members learn that others came or went; 3 s would be long.
                properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
                properties.put(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName());
            }
        }
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    /// A consumer in no group, for one record at a time.
    static KafkaConsumer<byte[], byte[]> oneByOne(
            Map<String, Object> clientProperties, BoundedBytes bytes) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    /// The consumer of the express topics: it has no group, because the owner of a jobs partition
    /// reads the express partition of the same number.
    public static KafkaConsumer<byte[], byte[]> express(
            Map<String, Object> clientProperties, BoundedBytes bytes) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    /// The protocol to use: the broker's own (KIP-848) where it has it.
    public static GroupProtocol protocol(Admin admin, GroupProtocol wanted)
            throws ExecutionException, InterruptedException {
        if (wanted != GroupProtocol.AUTO) {
            return wanted;
        }
        FinalizedVersionRange version =
                admin.describeFeatures()
                        .featureMetadata()
                        .get()
                        .finalizedFeatures()
                        .get(GROUP_FEATURE);
        return version != null && version.maxVersionLevel() >= 1
                ? GroupProtocol.CONSUMER
                : GroupProtocol.CLASSIC;
    }
}
