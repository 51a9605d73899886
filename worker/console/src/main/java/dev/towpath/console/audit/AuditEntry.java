package dev.towpath.console.audit;

import dev.towpath.console.topic.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One line of the audit: somebody did something to these jobs. Jobs have one line for each part of
/// a command, so that what was done before it was broken off is known.
///
/// @param actor who
/// @param command the command as it was given
/// @param plan the replay's plan, empty for none
/// @param filter which jobs were meant, in the words of the command line
/// @param reason why, as far as somebody said so
public record AuditEntry(
        Instant at,
        String actor,
        Action action,
        String command,
        String plan,
        String filter,
        String reason,
        List<Item> items) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// What was done.
    public enum Action {
        REPLAY,
        DISCARD,
        PAUSE,
        RESUME;

        /// In small letters.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One job.
    ///
    /// @param id empty for a letter that has none
    /// @param generation in which it was replayed; that of the letter when it was discarded
    /// @param from the dead letter, or the record of the queue's log
    public record Item(String id, int generation, Place from) {}

    public AuditEntry {
        items = List.copyOf(items);
    }

    public byte[] encode() {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", at.toString());
        json.put("actor", actor);
        json.put("action", action.word());
        json.put("command", command);
        json.put("plan", plan);
        json.put("filter", filter);
        json.put("reason", reason);
        ArrayNode jobs = json.putArray("jobs");
        for (Item item : items) {
            ObjectNode job = jobs.addObject();
            job.put("id", item.id());
            job.put("generation", item.generation());
            job.put("topic", item.from().topic());
            job.put("partition", item.from().partition());
            job.put("offset", item.from().offset());
        }
        return JSON.writeValueAsBytes(json);
    }

    /// Reads what [#encode()] wrote.
    ///
    /// @throws IllegalArgumentException when it is something else
    public static AuditEntry decode(byte[] bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode job : json.path("jobs")) {
            items.add(
                    new Item(
                            job.path("id").asString(""),
                            job.path("generation").asInt(0),
                            new Place(
                                    job.path("topic").asString(""),
                                    job.path("partition").asInt(-1),
                                    job.path("offset").asLong(-1))));
        }
        return new AuditEntry(
                Instant.parse(json.path("at").asString("")),
                json.path("actor").asString(""),
                Action.valueOf(json.path("action").asString("").toUpperCase(Locale.ROOT)),
                json.path("command").asString(""),
                json.path("plan").asString(""),
                json.path("filter").asString(""),
                json.path("reason").asString(""),
                items);
    }
}
