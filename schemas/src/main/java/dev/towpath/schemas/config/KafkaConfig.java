package dev.towpath.schemas.config;

import java.util.Map;
import java.util.TreeMap;

/// How Kafka is reached.
///
/// @param bootstrap one or more `host:port`, comma separated
/// @param groupProtocol how workers share out partitions
/// @param properties extra client properties by their Kafka names; may hold passwords, so
///     [#toString()] shows their names alone
public record KafkaConfig(
        String bootstrap, GroupProtocol groupProtocol, Map<String, String> properties) {
    public KafkaConfig {
        Bounds.check("kafka.bootstrap", bootstrap);
        properties = Map.copyOf(properties);
        properties.forEach((name, value) -> Bounds.check(KafkaValue.path(name), value));
    }

    /// The built-in values.
    public static KafkaConfig defaults() {
        return new ConfigRecords(Settings.builtIn()).kafka();
    }

    /// What every Kafka client of the installation starts from: the bootstrap servers and the extra
    /// properties.
    public Map<String, Object> clientProperties() {
        Map<String, Object> all = new TreeMap<>(properties);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    /// A text with the secrets among the properties put out of sight, for messages that come from
    /// Kafka's client.
    public String withoutSecrets(String text) {
        String shown = text;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (ConfigKeys.get(KafkaValue.path(property.getKey())).kind().secret()) {
                shown = shown.replace(property.getValue(), Secret.HIDDEN);
            }
        }
        return shown;
    }

    @Override
    public String toString() {
        return "KafkaConfig[bootstrap="
                + bootstrap
                + ", groupProtocol="
                + groupProtocol
                + ", properties="
                + new TreeMap<>(properties).keySet()
                + "]";
    }
}
