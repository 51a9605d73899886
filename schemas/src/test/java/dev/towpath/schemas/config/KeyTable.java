package dev.towpath.schemas.config;

import java.util.stream.Collectors;

/// The tables of keys in docs/configuration.md, made from the list of keys.
final class KeyTable {
    private static final String HEAD =
            "| key | kind | default | range | what it does |\n|---|---|---|---|---|\n";

    private KeyTable() {}

    static String markdown() {
        StringBuilder tables = new StringBuilder();
        boolean open = false;
        for (Key key : ConfigKeys.list()) {
            if (key.kind() instanceof KafkaValue) {
                continue;
            }
            boolean section = key.kind() instanceof Kind.Section;
            if (section && key.segments().size() == 1) {
                tables.append("\n### ").append(key.path()).append("\n\n").append(key.doc());
                tables.append("\n\n").append(HEAD);
                open = true;
            } else if (!open) {
                tables.append('\n').append(HEAD);
                open = true;
            }
            if (!section || key.segments().size() > 1) {
                tables.append(row(key)).append('\n');
            }
        }
        return tables.append(properties()).toString();
    }

    private static String row(Key key) {
        String fallback =
                key.kind()
                        .read(key.fallback())
                        .filter(value -> key.need() == Key.Need.FALLBACK)
                        .map(value -> "`" + key.kind().show(value) + "`")
                        .orElse(key.need() == Key.Need.MUST ? "none: must be said" : "");
        return "| `%s` | %s | %s | %s | %s |"
                .formatted(key.path(), key.kind().word(), fallback, key.kind().range(), key.doc());
    }

    private static String properties() {
        return "\n### Properties of Kafka's clients\n\n"
                + "Under `kafka.properties`, with the values that Kafka's documentation says:\n"
                + KafkaValue.keys().stream()
                        .map(key -> "`" + key.name() + "`")
                        .collect(Collectors.joining(", "))
                + ".\n";
    }
}
