package dev.towpath.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/// Kafka's settings for one node on one machine: nothing replicated, few partitions for its own
/// topics, small buffers, a quick start and stop.
final class BrokerSettings {
    static final String NODE_ID = "node.id";

    private BrokerSettings() {}

    static Properties of(Path logs, int port, int controllerPort, Map<String, String> more) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty(NODE_ID, "1");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        // Static voters: the controller's port may differ at the next start.
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.setProperty("log.dirs", logs.toString());
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("default.replication.factor", "1");
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("offsets.topic.num.partitions", "4");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.num.partitions", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        // A worker that was killed keeps its partitions no longer than this.
        p.setProperty("group.consumer.min.session.timeout.ms", "3000");
        p.setProperty("group.consumer.session.timeout.ms", "6000");
        p.setProperty("group.consumer.min.heartbeat.interval.ms", "500");
        p.setProperty("group.consumer.heartbeat.interval.ms", "2000");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("log.cleaner.dedupe.buffer.size", "16777216");
        p.setProperty("log.initial.task.delay.ms", "5000");
        p.setProperty("log.dir.failure.timeout.ms", "2000");
        // After a kill, the controller lets the broker in again only when its old session has
        // ended.
        p.setProperty("broker.session.timeout.ms", "2000");
        p.setProperty("broker.heartbeat.interval.ms", "250");
        more.forEach(p::setProperty);
        return p;
    }

    /// What tests add: sessions that end in 3 s, and dead transactions that are seen at once.
    static Map<String, String> forTests() {
        return Map.of(
                "group.min.session.timeout.ms", "3000",
                "group.consumer.session.timeout.ms", "3000",
                "group.consumer.heartbeat.interval.ms", "500",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }
}
