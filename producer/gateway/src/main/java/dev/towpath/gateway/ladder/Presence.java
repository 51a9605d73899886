package dev.towpath.gateway.ladder;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What this gateway tells of itself on the presence topic: that it is there, its version, since
/// when, and which partitions of the ladder it has. The key is the process's own.
final class Presence {
    private final String topic;
    private final byte[] key = ("gateway-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
    private final long started;

    /// @param started milliseconds since 1970
    Presence(String topic, long started) {
        this.topic = topic;
        this.started = started;
    }

    ProducerRecord<byte[], byte[]> record(Collection<Line> lines) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("role", "gateway");
        json.put(
                "version",
                Optional.ofNullable(Presence.class.getPackage().getImplementationVersion())
                        .orElse(""));
        json.put("deployment", Optional.ofNullable(System.getenv("TOWPATH_DEPLOYMENT")).orElse(""));
        json.put("started", started);
        ArrayNode partitions = json.putArray("partitions");
        lines.forEach(line -> partitions.add(line.partition().toString()));
        return new ProducerRecord<>(
                topic, 0, Sends.NO_TIME, key, json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
