package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/// The value of one property of Kafka's clients, as Kafka's own definition allows it.
///
/// @param definition what Kafka says of the property
record KafkaValue(ConfigDef.ConfigKey definition) implements Kind {
    private static final List<String> FAMILIES =
            List.of("security.", "sasl.", "ssl.", "reconnect.", "socket.");
    private static final Set<String> SINGLE =
            Set.of(
                    "client.dns.lookup",
                    "connections.max.idle.ms",
                    "enable.metrics.push",
                    "metadata.max.age.ms",
                    "receive.buffer.bytes",
                    "send.buffer.bytes");

    /// One key for each property that may be said: how Kafka is reached and who we are to it. What
    /// the engine's promises rest on (acks, offsets, isolation, timeouts) is not among them, and
    /// neither is what would load classes or read files in our place (`config.providers`).
    static List<Key> keys() {
        Set<String> known = new TreeSet<>(ConsumerConfig.configDef().names());
        known.retainAll(ProducerConfig.configDef().names());
        known.retainAll(AdminClientConfig.configDef().names());
        return known.stream().filter(KafkaValue::mayBeSaid).map(KafkaValue::key).toList();
    }

    /// The path of a property's key.
    static String path(String name) {
        return Key.path(List.of("kafka", "properties", name));
    }

    private static boolean mayBeSaid(String name) {
        return SINGLE.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }

    private static Key key(String name) {
        ConfigDef.ConfigKey definition = ConsumerConfig.configDef().configKeys().get(name);
        if (definition == null) {
            throw new IllegalStateException("Kafka names the property " + name + " itself");
        }
        return new Key(
                List.of("kafka", "properties", name),
                new KafkaValue(definition),
                Key.Need.MAY,
                "",
                "As Kafka's documentation says of `" + name + "`.");
    }

    @Override
    public String word() {
        return secret() ? "secret" : "text";
    }

    @Override
    public String range() {
        return definition.validator == null || secret() ? "" : definition.validator.toString();
    }

    @Override
    public String expected() {
        String kind =
                switch (definition.type) {
                    case BOOLEAN -> "true or false";
                    case INT, SHORT, LONG -> "a whole number";
                    case DOUBLE -> "a number";
                    case LIST -> "values with commas between";
                    case CLASS -> "the name of a class";
                    case STRING, PASSWORD -> "a text";
                };
        return range().isEmpty() ? kind : kind + " " + range();
    }

    @Override
    public Optional<Object> read(String text) {
        return allows(text) ? Optional.of(text) : Optional.empty();
    }

    @Override
    public boolean allows(Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            return false;
        }
        if (definition.type == ConfigDef.Type.CLASS) {
            return Stream.of(text.split("\\.", -1)).allMatch(KafkaValue::identifier);
        }
        try {
            Object parsed = ConfigDef.parseType(definition.name, text, definition.type);
            if (definition.validator != null) {
                definition.validator.ensureValid(definition.name, parsed);
            }
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    private static boolean identifier(String part) {
        return !part.isEmpty()
                && Character.isJavaIdentifierStart(part.charAt(0))
                && part.chars().allMatch(Character::isJavaIdentifierPart);
    }

    @Override
    public String hint(String text) {
        List<String> words = List.of(range().split("[^A-Za-z0-9_]+"));
        return Spelling.didYouMean(text, words);
    }

    @Override
    public String show(Object value) {
        return secret() ? Secret.HIDDEN : value.toString();
    }

    @Override
    public boolean secret() {
        return definition.type == ConfigDef.Type.PASSWORD;
    }

    @Override
    public boolean takes(Node.Look look) {
        return true;
    }
}
