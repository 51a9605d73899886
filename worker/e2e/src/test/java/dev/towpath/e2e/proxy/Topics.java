package dev.towpath.e2e.proxy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;

/// The names behind the topic ids that requests speak of, as learned from the broker's answers.
final class Topics {
    private final Map<Uuid, String> names = new ConcurrentHashMap<>();

    void learn(Uuid id, String name) {
        names.put(id, name);
    }

    Optional<String> name(Uuid id) {
        return Optional.ofNullable(names.get(id));
    }
}
