package dev.towpath.e2e.model;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.BrokerClients;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/// Kafka's own clients and the broker that tests share.
final class RealGround extends Ground implements AutoCloseable {

    /// A member that does not poll for so long is out of the group.
    private static final int SILENT_MILLIS = 3_000;

    private final String name = "model-" + UUID.randomUUID();
    private final GroupProtocol protocol;
    private final Admin admin;
    private final List<AutoCloseable> open = new ArrayList<>();
    private int topics;

    RealGround(GroupProtocol protocol) {
        this.protocol = protocol;
        this.admin = Admin.create(settings());
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.get().bootstrap());
        return settings;
    }

    @Override
    Clients clients(String process) {
        Map<String, Object> common = settings();
        common.put(CommonClientConfigs.CLIENT_ID_CONFIG, process);
        if (process.equals(SILENT)) {
            common.put(CommonClientConfigs.MAX_POLL_INTERVAL_MS_CONFIG, SILENT_MILLIS);
        }
        return new Kept(new BrokerClients(common, name, protocol, admin));
    }

    @Override
    Questions questions() {
        return clients("asks").questions();
    }

    @Override
    String group() {
        return name;
    }

    @Override
    String topic(int partitions) throws Exception {
        String topic = name + "." + ++topics;
        NewTopic wanted =
                new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))
                        .configs(
                                Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
        admin.createTopics(List.of(wanted)).all().get();
        return topic;
    }

    @Override
    void deleteBelow(TopicPartition partition, long offset) throws Exception {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
    }

    @Override
    void silence(Duration time) {
        pass(time);
    }

    @Override
    void meet(Producer<byte[], byte[]> producer, String topic) {
        until(
                "the producer knows " + topic,
                () -> outcome(() -> producer.partitionsFor(topic)).equals("ok"));
    }

    @Override
    long nanos() {
        return System.nanoTime();
    }

    @Override
    void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        admin.close();
    }

    /// Clients that are closed with the ground.
    private final class Kept implements Clients {
        private final BrokerClients clients;

        Kept(BrokerClients clients) {
            this.clients = clients;
        }

        @Override
        public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
            return keep(clients.jobs(bytes));
        }

        @Override
        public Consumer<byte[], byte[]> express(BoundedBytes bytes) {
            return keep(clients.express(bytes));
        }

        @Override
        public Consumer<byte[], byte[]> ledger(BoundedBytes bytes) {
            return keep(clients.ledger(bytes));
        }

        @Override
        public Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes) {
            return keep(clients.oneByOne(bytes));
        }

        @Override
        public Producer<byte[], byte[]> transactional(String transactionalId) {
            Producer<byte[], byte[]> producer = clients.transactional(transactionalId);
            open.add(() -> producer.close(Duration.ZERO));
            return producer;
        }

        @Override
        public Producer<byte[], byte[]> copies() {
            Producer<byte[], byte[]> producer = clients.copies();
            open.add(() -> producer.close(Duration.ZERO));
            return producer;
        }

        @Override
        public Questions questions() {
            return clients.questions();
        }

        private Consumer<byte[], byte[]> keep(Consumer<byte[], byte[]> consumer) {
            open.add(consumer);
            return consumer;
        }
    }
}
