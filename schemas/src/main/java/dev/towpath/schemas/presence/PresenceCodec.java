package dev.towpath.schemas.presence;

import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.schemas.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Presence as JSON. A reader passes over fields that it does not know, and takes what is missing
/// as empty.
public final class PresenceCodec {
    private static final int MAX_SENTENCE_BYTES = 400;
    private static final int MAX_NAME_BYTES = 200;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PresenceCodec() {}

    /// The value of its record.
    public static byte[] value(Presence presence) {
        Identity who = presence.who();
        ObjectNode json = JSON.objectNode();
        json.put("role", who.role().word());
        json.put("version", who.version());
        json.put("deployment", who.deployment());
        json.put("started", who.started());
        names(json, "partitions", presence.partitions());
        if (who.role() == Identity.Role.WORKER) {
            ofWorker(json, presence);
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void ofWorker(ObjectNode json, Presence presence) {
        names(json, "opening", presence.opening());
        ArrayNode refused = json.putArray("refused");
        for (Presence.Refused one : presence.refused()) {
            refused.addObject()
                    .put("partition", one.partition())
                    .put("why", Text.cut(one.why(), MAX_SENTENCE_BYTES));
        }
        json.put("inFlight", presence.inFlight());
        ArrayNode queues = json.putArray("queues");
        for (Presence.Served served : presence.queues()) {
            ObjectNode queue = queues.addObject();
            queue.put("queue", served.queue());
            names(queue, "handlers", served.handlers());
            ArrayNode active = queue.putArray("active");
            for (Presence.Active one : served.active()) {
                active.addObject()
                        .put("type", one.type())
                        .put("partitions", one.partitions())
                        .put("waiting", one.waiting())
                        .put("running", one.running());
            }
        }
        ArrayNode held = json.putArray("held");
        for (Presence.Held one : presence.held()) {
            held.addObject()
                    .put("gate", one.gate())
                    .put("reason", Text.cut(one.reason(), MAX_SENTENCE_BYTES))
                    .put("since", one.since())
                    .put("until", one.until());
        }
        ArrayNode running = json.putArray("running");
        for (Presence.Running one : presence.running()) {
            running.addObject()
                    .put("job", one.job())
                    .put("attempt", one.attempt())
                    .put("since", one.since());
        }
        ArrayNode progress = json.putArray("progress");
        for (Presence.Progress one : presence.progress()) {
            progress.addObject()
                    .put("job", one.job())
                    .put("client", one.client())
                    .put("generation", one.generation())
                    .put("attempt", one.attempt())
                    .put("part", one.part())
                    .put("note", Text.cut(one.note(), MAX_SENTENCE_BYTES));
        }
    }

    /// Reads a record.
    ///
    /// @return empty when it is no presence, or one of a role that is not known here
    public static Optional<Presence> read(String process, byte[] value) {
        if (!(StrictJson.read(value) instanceof Checked.Good<JsonNode>(JsonNode json))
                || !json.isObject()) {
            return Optional.empty();
        }
        return Identity.Role.of(text(json, "role")).map(role -> read(process, role, json));
    }

    private static Presence read(String process, Identity.Role role, JsonNode json) {
        return new Presence(
                new Identity(
                        process,
                        role,
                        text(json, "version"),
                        text(json, "deployment"),
                        json.path("started").asLong(0)),
                names(json, "partitions"),
                names(json, "opening"),
                all(
                        json,
                        "refused",
                        one -> new Presence.Refused(text(one, "partition"), sentence(one, "why"))),
                json.path("inFlight").asInt(0),
                all(json, "queues", PresenceCodec::served),
                all(
                        json,
                        "held",
                        one ->
                                new Presence.Held(
                                        text(one, "gate"),
                                        sentence(one, "reason"),
                                        one.path("since").asLong(0),
                                        one.path("until").asLong(0))),
                all(
                        json,
                        "running",
                        one ->
                                new Presence.Running(
                                        text(one, "job"),
                                        one.path("attempt").asInt(0),
                                        one.path("since").asLong(0))),
                all(
                        json,
                        "progress",
                        one ->
                                new Presence.Progress(
                                        text(one, "job"),
                                        text(one, "client"),
                                        one.path("generation").asInt(0),
                                        one.path("attempt").asInt(0),
                                        Math.clamp(one.path("part").asDouble(0), 0, 1),
                                        sentence(one, "note"))));
    }

    private static Presence.Served served(JsonNode json) {
        return new Presence.Served(
                text(json, "queue"),
                names(json, "handlers"),
                all(
                        json,
                        "active",
                        one ->
                                new Presence.Active(
                                        text(one, "type"),
                                        one.path("partitions").asInt(0),
                                        one.path("waiting").asInt(0),
                                        one.path("running").asInt(0))));
    }

    private static void names(ObjectNode json, String field, List<String> names) {
        ArrayNode array = json.putArray(field);
        names.forEach(array::add);
    }

    private static List<String> names(JsonNode json, String field) {
        return all(json, field, one -> Text.cut(one.asString(""), MAX_NAME_BYTES));
    }

    private static <T> List<T> all(JsonNode json, String field, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        for (JsonNode one : json.path(field)) {
            if (all.size() < Presence.MAX_EACH) {
                all.add(read.apply(one));
            }
        }
        return all;
    }

    private static String text(JsonNode json, String field) {
        return Text.cut(json.path(field).asString(""), MAX_NAME_BYTES);
    }

    private static String sentence(JsonNode json, String field) {
        return Text.cut(json.path(field).asString(""), MAX_SENTENCE_BYTES);
    }
}
