package dev.towpath.e2e.torture;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.broker.LoopbackPort;
import dev.towpath.e2e.proxy.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/// Three brokers, each also a controller, in JVMs of their own. Clients reach each through a
/// [Link]; what the brokers have to tell each other goes past the links.
final class Cluster implements AutoCloseable {
    static final int SIZE = 3;

    /// That of a member of a group that the brokers choose the session for.
    static final Duration SESSION = Duration.ofSeconds(6);

    private final List<Node> nodes = new ArrayList<>();

    /// One broker and its link.
    private record Node(EmbeddedBroker broker, Link link, Path data) {}

    private Cluster() {}

    /// Starts all three, and waits until they listen.
    ///
    /// @param folder where their data and logs go
    static Cluster start(Path folder) throws IOException {
        Cluster cluster = new Cluster();
        String id = Uuid.randomUuid().toString();
        List<Ports> ports = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            ports.add(new Ports(LoopbackPort.free(), LoopbackPort.free(), LoopbackPort.free()));
        }
        String voters =
                ports.stream()
                        .map(one -> (ports.indexOf(one) + 1) + "@127.0.0.1:" + one.controller)
                        .collect(Collectors.joining(","));
        List<Link> links = new ArrayList<>();
        for (Ports one : ports) {
            links.add(new Link(one.clients));
        }
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Node>> started = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                int node = i + 1;
                Ports own = ports.get(i);
                Link link = links.get(i);
                Path data = folder.resolve("broker-" + node);
                Files.createDirectories(data);
                Files.writeString(data.resolve("cluster.id"), id + "\n");
                started.add(
                        CompletableFuture.supplyAsync(
                                () ->
                                        new Node(
                                                EmbeddedBroker.builder(data)
                                                        .port(own.clients)
                                                        .controllerPort(own.controller)
                                                        .logFile(
                                                                folder.resolve(
                                                                        "broker-" + node + ".log"))
                                                        .properties(
                                                                settings(node, own, voters, link))
                                                        .quickStart()
                                                        .start(),
                                                link,
                                                data),
                                starters));
            }
            started.forEach(one -> cluster.nodes.add(one.join()));
        }
        return cluster;
    }

    private record Ports(int clients, int controller, int brokers) {}

    private static Map<String, String> settings(int node, Ports own, String voters, Link link) {
        return Map.ofEntries(
                Map.entry("node.id", Integer.toString(node)),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:"
                                + own.clients
                                + ",INTERNAL://127.0.0.1:"
                                + own.brokers
                                + ",CONTROLLER://127.0.0.1:"
                                + own.controller),
                Map.entry(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:"
                                + link.port()
                                + ",INTERNAL://127.0.0.1:"
                                + own.brokers),
                Map.entry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "INTERNAL"),
                Map.entry("controller.quorum.voters", voters),
                Map.entry("default.replication.factor", "3"),
                Map.entry("min.insync.replicas", "2"),
                Map.entry("offsets.topic.replication.factor", "3"),
                Map.entry("transaction.state.log.replication.factor", "3"),
                Map.entry("transaction.state.log.min.isr", "2"),
                Map.entry("share.coordinator.state.topic.replication.factor", "3"),
                Map.entry("share.coordinator.state.topic.min.isr", "2"),
                Map.entry("group.consumer.session.timeout.ms", Long.toString(SESSION.toMillis())),
                Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                // A quick failover, that a busy machine does not take for a dead broker.
                Map.entry("broker.session.timeout.ms", "6000"),
                Map.entry("broker.heartbeat.interval.ms", "1000"),
                Map.entry("replica.lag.time.max.ms", "6000"),
                Map.entry("leader.imbalance.check.interval.seconds", "30"),
                // The logs are the evidence: nothing is taken out of them before they are read.
                Map.entry("log.cleaner.enable", "false"),
                Map.entry("log.retention.check.interval.ms", "86400000"));
    }

    String bootstrap() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.link.port())
                .collect(Collectors.joining(","));
    }

    /// @param node counted from 1, as Kafka's ids of them are here
    Link link(int node) {
        return node(node).link;
    }

    long pid(int node) {
        return node(node).broker.pid();
    }

    /// Ends a broker as `kill -9` does.
    void kill(int node) {
        node(node).broker.kill();
    }

    /// Ends a broker as it should.
    void stop(int node) {
        node(node).broker.stop();
    }

    void restart(int node) {
        node(node).broker.restart();
    }

    boolean runs(int node) {
        return node(node).broker.isAlive();
    }

    /// Where a broker keeps its logs.
    Path logs(int node) {
        return node(node).data.resolve("kafka");
    }

    private Node node(int node) {
        return nodes.get(node - 1);
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            node.broker.kill();
            node.link.close();
        }
    }
}
