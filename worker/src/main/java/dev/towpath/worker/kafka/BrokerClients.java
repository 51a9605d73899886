package dev.towpath.worker.kafka;

import dev.towpath.schemas.config.GroupProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes the Kafka clients of a worker, each with the settings that its work asks for.
public final class BrokerClients implements Clients {
    private static final String GROUP_FEATURE = "group.version";
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final Map<String, Object> common;
    private final String group;
    private final GroupProtocol protocol;
    private final Admin admin;

    /// @param common the settings of all clients
    /// @param protocol not AUTO, see [#protocol]
    public BrokerClients(
            Map<String, Object> common, String group, GroupProtocol protocol, Admin admin) {
        this.common = Map.copyOf(common);
        this.group = group;
        this.protocol = protocol;
        this.admin = admin;
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

    @Override
    public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
        Map<String, Object> settings = reading();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        switch (protocol) {
            case CONSUMER -> settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
            case CLASSIC, AUTO -> {
                settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
                // With a heartbeat members learn that others came or went; 3 s would be long.
                settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
                settings.put(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName());
            }
        }
        return many(settings, bytes);
    }

    @Override
    public Consumer<byte[], byte[]> express(BoundedBytes bytes) {
        return many(reading(), bytes);
    }

    @Override
    public Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes) {
        Map<String, Object> settings = reading();
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return new KafkaConsumer<>(settings, bytes, bytes);
    }

    @Override
    public Consumer<byte[], byte[]> ledger(BoundedBytes bytes) {
        Map<String, Object> settings = reading();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
        // The fetch behind the end of one ledger holds up the first of the next. While a
        // transaction is open at the end, that is also the pace at which it is looked for.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return new KafkaConsumer<>(settings, bytes, bytes);
    }

    @Override
    public Producer<byte[], byte[]> transactional(String transactionalId) {
        Map<String, Object> settings = writing();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        // Below the bound of a commit, so that what fails is the send, which names its topic.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetters.MAX_RECORD_BYTES + 1024);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Producer<byte[], byte[]> copies() {
        Map<String, Object> settings = writing();
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        // The poll thread hands over and must not wait: without metadata the copy is tried again.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 100);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetters.MAX_RECORD_BYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Questions questions() {
        return new AdminQuestions(admin, group);
    }

    private Map<String, Object> reading() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Jobs are never written in a transaction, so that none waits for a dead worker's.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        return settings;
    }

    private static Consumer<byte[], byte[]> many(Map<String, Object> settings, BoundedBytes bytes) {
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        return new KafkaConsumer<>(settings, bytes, bytes);
    }

    private Map<String, Object> writing() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // Idempotent producers can stick on fresh partitions otherwise (KAFKA-15591).
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        return settings;
    }
}
