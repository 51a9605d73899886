package dev.towpath.schemas.control;

import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An operator keeps the jobs of a queue or of a type back, until he resumes them or for some time.
/// On the control topic, a record without value is the end of it.
///
/// @param name of the queue or the type
/// @param reason one sentence, for those who wonder
/// @param actor who said it
/// @param at when, milliseconds since 1970
/// @param until when it ends by itself, milliseconds since 1970; 0 for never
public record Pause(Scope scope, String name, String reason, String actor, long at, long until) {
    public static final int MAX_TEXT_LENGTH = 500;

    private static final Pattern KEY = Pattern.compile("pause/(queue|type)/(.{1,200})");

    /// What is paused.
    public enum Scope {
        QUEUE,
        TYPE;

        /// In small letters.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What a key of the control topic is about.
    public record Place(Scope scope, String name) {
        public String key() {
            return "pause/" + scope.word() + "/" + name;
        }
    }

    public Pause {
        if (reason.length() > MAX_TEXT_LENGTH || actor.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "expected a reason and an actor of at most "
                            + MAX_TEXT_LENGTH
                            + " characters each");
        }
    }

    /// What a key of the control topic pauses; empty when it is no pause's.
    public static Optional<Place> place(String key) {
        Matcher matcher = KEY.matcher(key);
        return matcher.matches()
                ? Optional.of(
                        new Place(
                                Scope.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                                matcher.group(2)))
                : Optional.empty();
    }

    public Place place() {
        return new Place(scope, name);
    }

    /// Why jobs wait, as people read it.
    public String sentence() {
        return scope.word()
                + " "
                + name
                + " is paused by "
                + actor
                + (reason.isEmpty() ? "" : ": " + reason);
    }

    /// The record's value: JSON.
    public byte[] value() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reason", reason);
        json.put("actor", actor);
        json.put("at", at);
        json.put("until", until);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a record's value. Fields that it does not know are passed over.
    ///
    /// @return empty when it is not one
    public static Optional<Pause> read(Place place, byte[] value) {
        if (!(StrictJson.read(value) instanceof Checked.Good<JsonNode>(JsonNode json))
                || !json.isObject()) {
            return Optional.empty();
        }
        return Optional.of(
                new Pause(
                        place.scope(),
                        place.name(),
                        text(json, "reason"),
                        text(json, "actor"),
                        json.path("at").asLong(0),
                        json.path("until").asLong(0)));
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        return text.substring(0, Math.min(text.length(), MAX_TEXT_LENGTH));
    }
}
