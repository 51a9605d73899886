package dev.towpath.schemas.config;

import dev.towpath.schemas.topic.TopicNames;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The configuration of an installation, whole and checked.
///
/// @param prefix what all topic names begin with
/// @param secret the installation's secret; every gateway and worker has the same
/// @param kafka how Kafka is reached
/// @param schemasFolder the folder of the payload schemas
/// @param queues the queues by name, in the order of the file
/// @param types the job types by name, in the order of the file, each with what it takes from
///     `"*"` filled in; `"*"` itself is always there
/// @param targets what handlers depend on by name, in the order of the file
/// @param clients the clients by name, in the order of the file
/// @param gateway the gateway
/// @param worker the worker
public record TowpathConfig(
        String prefix,
        Secret secret,
        KafkaConfig kafka,
        Path schemasFolder,
        Map<String, QueueConfig> queues,
        Map<String, TypeConfig> types,
        Map<String, TargetConfig> targets,
        Map<String, ClientConfig> clients,
        GatewayConfig gateway,
        WorkerConfig worker) {
    /// The name under `types` whose values hold for every type that does not say its own.
    public static final String ANY_TYPE = "*";

    public TowpathConfig {
        prefix = new TopicNames(prefix).prefix();
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
        if (!types.containsKey(ANY_TYPE)) {
            throw new IllegalArgumentException(
                    "expected types to have \"*\", got " + types.keySet());
        }
        for (Map.Entry<String, TypeConfig> type : types.entrySet()) {
            if (!queues.containsKey(type.getValue().queue())) {
                throw new IllegalArgumentException(
                        "expected the queue of type "
                                + type.getKey()
                                + " to be one of "
                                + queues.keySet()
                                + ", got "
                                + type.getValue().queue());
            }
        }
    }

    /// A configuration without targets.
    public TowpathConfig(
            String prefix,
            Secret secret,
            KafkaConfig kafka,
            Path schemasFolder,
            Map<String, QueueConfig> queues,
            Map<String, TypeConfig> types,
            Map<String, ClientConfig> clients,
            GatewayConfig gateway,
            WorkerConfig worker) {
        this(
                prefix,
                secret,
                kafka,
                schemasFolder,
                queues,
                types,
                Map.of(),
                clients,
                gateway,
                worker);
    }

    /// What holds for a job type; empty when the type is not named and unknown types are not
    /// allowed.
    public Optional<TypeConfig> type(String name) {
        if (name.equals(ANY_TYPE)) {
            return Optional.empty();
        }
        TypeConfig known = types.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.ofNullable(types.get(ANY_TYPE))
                .filter(any -> any.allowUnknown() && TypeConfig.isTypeName(name));
    }

    /// The names of all topics of the installation.
    public TopicNames topicNames() {
        return new TopicNames(prefix);
    }
}
