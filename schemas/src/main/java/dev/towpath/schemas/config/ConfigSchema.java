package dev.towpath.schemas.config;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (2020-12) of towpath.yaml, so that editors complete and check it. Made from the
/// list of keys.
public final class ConfigSchema {
    private static final String VARIABLE = "variable";

    private ConfigSchema() {}

    /// The schema's text.
    public static String json() {
        ObjectNode root = object();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "towpath.yaml");
        section(root, KeyTree.ROOT);
        ObjectNode variable = root.putObject("$defs").putObject(VARIABLE);
        variable.put("description", "Put together from environment variables.");
        variable.put("type", "string");
        variable.put("pattern", "\\$\\{" + Substitution.NAME + "\\}");
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void section(ObjectNode schema, KeyTree tree) {
        if (!tree.key().doc().isEmpty()) {
            schema.put("description", tree.key().doc());
        }
        schema.putArray("type").add("object").add("null");
        List<KeyTree> listed =
                tree.children().stream().filter(child -> !child.segment().startsWith("<")).toList();
        if (!listed.isEmpty()) {
            ObjectNode properties = schema.putObject("properties");
            listed.forEach(child -> any(properties.putObject(child.segment()), child));
        }
        List<String> required =
                listed.stream()
                        .filter(child -> child.key().need() == Key.Need.MUST)
                        .filter(child -> child.key().segments().contains(KeyTree.ITEM))
                        .map(KeyTree::segment)
                        .toList();
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        tree.named()
                .ifPresent(
                        named -> {
                            ObjectNode others = schema.putObject("patternProperties");
                            any(others.putObject("^(?:" + named.nameRule().form() + ")$"), named);
                        });
        schema.put("additionalProperties", false);
    }

    private static void any(ObjectNode schema, KeyTree tree) {
        if (tree.isValue()) {
            value(schema, tree.key());
        } else if (tree.isList()) {
            schema.put("description", tree.key().doc());
            schema.putArray("type").add("array").add("null");
            section(schema.putObject("items"), tree.item());
        } else {
            section(schema, tree);
        }
    }

    private static void value(ObjectNode schema, Key key) {
        Kind kind = key.kind();
        schema.put("description", key.doc() + range(kind));
        if (key.need() == Key.Need.FALLBACK) {
            kind.read(key.fallback()).ifPresent(value -> fallback(schema, kind, value));
        }
        kind(schema, kind);
    }

    /// The range as a sentence, where the schema itself does not say it so that people see it.
    private static String range(Kind kind) {
        return switch (kind) {
            case Kind.Whole _, Span _, Size _ -> " From " + kind.range() + ".";
            case Kind.Hidden _ -> " Takes " + kind.range() + ".";
            case Kind.Text _, Kind.Word _, Kind.Flag _, Kind.Many _, Kind.Section _, KafkaValue _ ->
                    "";
        };
    }

    private static void fallback(ObjectNode schema, Kind kind, Object value) {
        switch (kind) {
            case Kind.Whole _ -> schema.put("default", (Long) value);
            case Kind.Flag _ -> schema.put("default", (Boolean) value);
            case Kind.Many(Kind each) -> {
                ArrayNode values = schema.putArray("default");
                ((List<?>) value).forEach(one -> values.add(each.show(one)));
            }
            case Kind.Text _, Kind.Hidden _, Kind.Word _, Span _, Size _, KafkaValue _ ->
                    schema.put("default", kind.show(value));
            case Kind.Section _ -> {
                // A section has no value.
            }
        }
    }

    /// What a value may be, or a text with variables in it.
    private static void kind(ObjectNode schema, Kind kind) {
        if (kind instanceof Kind.Many(Kind each)) {
            schema.put("type", "array");
            kind(schema.putObject("items"), each);
            return;
        }
        ArrayNode either = schema.putArray("anyOf");
        plain(either.addObject(), kind);
        either.addObject().put("$ref", "#/$defs/" + VARIABLE);
    }

    private static void plain(ObjectNode schema, Kind kind) {
        switch (kind) {
            case Kind.Text(String _, String _, var form) -> text(schema, form.pattern());
            case Kind.Hidden(String _, String _, String form, var _) -> text(schema, form);
            case Kind.Whole(long least, long most, String _) ->
                    schema.put("type", "integer").put("minimum", least).put("maximum", most);
            case Kind.Word word -> {
                ArrayNode words = schema.putArray("enum");
                word.words().forEach(words::add);
            }
            case Kind.Flag _ -> schema.put("type", "boolean");
            case Span _ -> text(schema, "[0-9]{1,19}(d|h|m|s|ms)");
            case Size _ -> text(schema, "[0-9]{1,19}(B|KiB|MiB|GiB|TiB)");
            case KafkaValue _ -> schema.putArray("type").add("string").add("number").add("boolean");
            case Kind.Section _, Kind.Many _ ->
                    throw new IllegalStateException("no plain value: " + kind);
        }
    }

    private static void text(ObjectNode schema, String form) {
        schema.put("type", "string");
        if (!form.isEmpty()) {
            schema.put("pattern", "^(?:" + form + ")$");
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
