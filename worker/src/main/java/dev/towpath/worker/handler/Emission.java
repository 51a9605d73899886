package dev.towpath.worker.handler;

import java.util.Objects;

/// A job that a handler emits.
///
/// @param data the payload as JSON text
/// @param group empty for none
/// @param dedupKey empty for none
public record Emission(String type, String data, String group, String dedupKey) {
    public Emission {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(dedupKey, "dedupKey");
    }

    public static Emission of(String type, String data) {
        return new Emission(type, data, "", "");
    }

    public Emission inGroup(String newGroup) {
        return new Emission(type, data, newGroup, dedupKey);
    }

    public Emission withDedupKey(String newDedupKey) {
        return new Emission(type, data, group, newDedupKey);
    }
}
