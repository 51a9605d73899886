package dev.towpath.console.replay;

import dev.towpath.console.filter.Filter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A plan as it is kept on the control topic.
public final class PlanJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlanJson() {}

    public static ObjectNode write(Plan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", plan.id());
        json.put("origin", plan.origin().name().toLowerCase(Locale.ROOT));
        plan.queues().forEach(json.putArray("queues")::add);
        json.set("filter", plan.filter().json());
        json.put("force", plan.force());
        json.put("expired", plan.expired());
        json.put("max", plan.max());
        json.put("rate", plan.rate());
        json.put("actor", plan.actor());
        json.put("command", plan.command());
        json.put("createdAt", plan.createdAt().toString());
        json.put("state", plan.state().name().toLowerCase(Locale.ROOT));
        json.put("runner", plan.runner());
        json.set("until", offsets(plan.until()));
        json.set("progress", offsets(plan.progress()));
        json.set("sending", offsets(plan.sending()));
        json.put("planned", plan.planned());
        json.put("sent", plan.sent());
        json.put("left", plan.left());
        json.put("failed", plan.failed());
        json.put("edited", plan.edited());
        return json;
    }

    static byte[] bytes(Plan plan) {
        return JSON.writeValueAsBytes(write(plan));
    }

    /// @throws IllegalArgumentException when it is something else
    static Plan read(byte[] bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        List<String> queues = new ArrayList<>();
        json.path("queues").forEach(queue -> queues.add(queue.asString("")));
        return new Plan(
                json.path("id").asString(""),
                Plan.Origin.valueOf(upper(json, "origin")),
                queues,
                Filter.of(json.path("filter")),
                json.path("force").asBoolean(false),
                json.path("expired").asBoolean(false),
                json.path("max").asLong(0),
                json.path("rate").asDouble(0),
                json.path("actor").asString(""),
                json.path("command").asString(""),
                Instant.parse(json.path("createdAt").asString("")),
                Plan.State.valueOf(upper(json, "state")),
                json.path("runner").asString(""),
                offsets(json.path("until")),
                offsets(json.path("progress")),
                offsets(json.path("sending")),
                json.path("planned").asLong(0),
                json.path("sent").asLong(0),
                json.path("left").asLong(0),
                json.path("failed").asLong(0),
                json.path("edited").asString(""));
    }

    private static String upper(JsonNode json, String name) {
        return json.path(name).asString("").toUpperCase(Locale.ROOT);
    }

    private static ObjectNode offsets(SortedMap<String, SortedMap<Integer, Long>> offsets) {
        ObjectNode json = JSON.createObjectNode();
        offsets.forEach(
                (topic, partitions) -> {
                    ObjectNode inner = json.putObject(topic);
                    partitions.forEach(
                            (partition, offset) -> inner.put(partition.toString(), offset));
                });
        return json;
    }

    private static SortedMap<String, SortedMap<Integer, Long>> offsets(JsonNode json) {
        SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
        for (Map.Entry<String, JsonNode> topic : json.properties()) {
            SortedMap<Integer, Long> partitions = new TreeMap<>();
            for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
                partitions.put(Integer.valueOf(partition.getKey()), partition.getValue().asLong(0));
            }
            offsets.put(topic.getKey(), partitions);
        }
        return offsets;
    }
}
