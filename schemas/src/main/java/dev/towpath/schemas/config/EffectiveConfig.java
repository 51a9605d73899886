package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A configuration together with where each of its values came from, to be shown to people. No
/// secret is in what it shows.
///
/// @param config the configuration
/// @param values all values, in the order of the documentation
public record EffectiveConfig(TowpathConfig config, List<Value> values) {
    /// One value.
    ///
    /// @param path the key's path, such as `gateway.port`
    /// @param value the value as it would be written in the file; `***` for a secret
    /// @param origin `default`, `towpath.yaml:12`, or `environment NAME`
    public record Value(String path, String value, String origin) {}

    public EffectiveConfig {
        values = List.copyOf(values);
    }

    static EffectiveConfig of(TowpathConfig config, Settings settings) {
        return new EffectiveConfig(
                config,
                settings.all().stream()
                        .map(
                                setting ->
                                        new Value(
                                                setting.path(),
                                                Shown.printable(setting.shown()),
                                                setting.origin().where()))
                        .toList());
    }

    /// One line a value: path, value, origin, in columns.
    public String text() {
        int pathWidth = width(values.stream().map(Value::path).toList());
        int valueWidth = width(values.stream().map(Value::value).toList());
        StringBuilder text = new StringBuilder();
        for (Value value : values) {
            text.append(pad(value.path(), pathWidth))
                    .append("  ")
                    .append(pad(value.value(), valueWidth))
                    .append("  ")
                    .append(value.origin())
                    .append('\n');
        }
        return text.toString();
    }

    /// The same as JSON: a list of objects with `path`, `value` and `origin`.
    public String json() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Value value : values) {
            ObjectNode object = list.addObject();
            object.put("path", value.path());
            object.put("value", value.value());
            object.put("origin", value.origin());
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private static int width(List<String> column) {
        return column.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
