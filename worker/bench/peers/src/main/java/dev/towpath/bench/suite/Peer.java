package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.peers.queues.JobRunrPeer;
import dev.towpath.bench.peers.queues.MissingException;
import dev.towpath.bench.peers.queues.PostgresStore;
import dev.towpath.bench.peers.queues.RedisStore;
import dev.towpath.bench.peers.queues.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A queue whose jobs are submitted and done in processes of their own.
enum Peer {
    BULLMQ("BullMQ", Kind.REDIS, "bullmq"),
    PG_BOSS("pg-boss", Kind.POSTGRES, "pg-boss"),
    GRAPHILE("Graphile Worker", Kind.POSTGRES, "graphile"),
    JOBRUNR("JobRunr", Kind.POSTGRES, ""),
    TOWPATH(Target.OURS, Kind.KAFKA, "towpath");

    private static final JsonMapper JSON = new JsonMapper();

    /// Of the workers' processes that are Java.
    static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");

    /// Where its jobs lie.
    private enum Kind {
        REDIS,
        POSTGRES,
        KAFKA
    }

    final String title;
    private final Kind kind;
    private final String node;

    /// @param node what it is called by the program for Node; empty when it is none for Node
    Peer(String title, Kind kind, String node) {
        this.title = title;
        this.kind = kind;
        this.node = node;
    }

    boolean isOurs() {
        return kind == Kind.KAFKA;
    }

    /// Whether a JIT compiler is at work for long where its jobs are taken or done.
    boolean isOnJvm() {
        return isOurs() || node.isEmpty();
    }

    /// A database for one measurement, empty at first.
    ///
    /// @throws MissingException when something is not there that it needs
    Store store() throws MissingException {
        return switch (kind) {
            case REDIS -> RedisStore.start();
            case POSTGRES -> PostgresStore.start();
            case KAFKA -> throw new IllegalStateException("Towpath is measured on a bed");
        };
    }

    JsonNode run(String measure, Store store, Map<String, Object> options)
            throws IOException, MissingException {
        String url =
                node.isEmpty() && store instanceof PostgresStore postgres
                        ? postgres.jdbcUrl()
                        : store.url();
        return run(measure, options, Map.of("url", url));
    }

    /// Against a gateway.
    JsonNode run(String measure, int port, Map<String, Object> options)
            throws IOException, MissingException {
        return run(measure, options, Map.of("url", "http://127.0.0.1:" + port, "key", Bed.KEY));
    }

    private JsonNode run(String measure, Map<String, Object> options, Map<String, Object> where)
            throws IOException, MissingException {
        Map<String, Object> all = new HashMap<>(options);
        all.putAll(where);
        String said = JSON.writeValueAsString(all);
        if (node.isEmpty()) {
            try (Child child = new Child(JobRunrPeer.class, JVM, measure, said)) {
                return JSON.readTree(child.read());
            }
        }
        Node.demand();
        String program = Node.FOLDER.resolve("contender.js").toString();
        Process process =
                new ProcessBuilder("node", program, node, measure, said)
                        .redirectError(ProcessBuilder.Redirect.appendTo(Suite.LOG.toFile()))
                        .start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int code = process.onExit().join().exitValue();
        if (code != 0 || answer.isEmpty()) {
            throw new IOException(
                    "it ended with " + code + " in " + measure + "; target/bench/log says why");
        }
        return JSON.readTree(answer.substring(answer.lastIndexOf('\n') + 1));
    }
}
